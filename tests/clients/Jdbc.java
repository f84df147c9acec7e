// Java's sqlite-jdbc: parameters, blobs, messages. java -cp sqlite-jdbc.jar Jdbc.java path/to/survival.so
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

public class Jdbc {
  static void same(Object got, Object expected) {
    if (!expected.equals(got)) throw new AssertionError("got " + got + ", expected " + expected);
  }

  public static void main(String[] arguments) throws SQLException {
    var settings = new java.util.Properties();
    settings.setProperty("enable_load_extension", "true");
    try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:", settings)) {
      try (var load = db.prepareStatement("SELECT load_extension(?)")) {
        load.setString(1, arguments[0]);
        load.executeQuery().next();
      }
      try (var statement = db.createStatement()) {
        statement.executeUpdate("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT)");
        statement.executeUpdate("INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
      }
      try (var curve = db.prepareStatement("SELECT strata, n_risk, estimate FROM km_curve(?, ?, 'e', 'arm') WHERE times = ?")) {
        curve.setString(1, "p");
        curve.setString(2, "t");
        curve.setInt(3, 1);
        var rows = curve.executeQuery();
        rows.next();
        same(rows.getString(1), "a");
        same(rows.getInt(2), 2);
        same(rows.getDouble(3), 0.5);
        curve.setString(2, "tt");
        try {
          curve.executeQuery().next();
          throw new AssertionError("no error");
        } catch (SQLException error) {
          same(error.getMessage().contains("did you mean t?"), true);
        }
      }
      try (var pack = db.createStatement(); var read = db.prepareStatement("SELECT sum(time) FROM km_curve(?)")) {
        var packed = pack.executeQuery("SELECT surv(t, e) FROM p WHERE t > 1");
        packed.next();
        read.setBytes(1, packed.getBytes(1));
        var sum = read.executeQuery();
        sum.next();
        same(sum.getInt(1), 5);
      }
    }
  }
}
