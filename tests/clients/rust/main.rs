// Rust's rusqlite: parameters, blobs, messages. cargo run -- path/to/survival.so
use rusqlite::{params, Connection, LoadExtensionGuard, Result};

fn main() -> Result<()> {
    let library = std::env::args().nth(1).expect("path of the extension");
    let db = Connection::open_in_memory()?;
    unsafe {
        let _guard = LoadExtensionGuard::new(&db)?; // forbidden again at the end of the block
        db.load_extension(library, None)?;
    }
    db.execute_batch(
        "CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT);
         INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b');",
    )?;
    let curve = "SELECT strata, n_risk, estimate FROM km_curve(?, ?, 'e', 'arm') WHERE times = ? LIMIT 1";
    let row: (String, i64, f64) =
        db.query_row(curve, params!["p", "t", 1], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    assert_eq!(row, ("a".to_string(), 2, 0.5));
    let packed: Vec<u8> = db.query_row("SELECT surv(t, e) FROM p WHERE t > 1", [], |row| row.get(0))?;
    let sum: i64 = db.query_row("SELECT sum(time) FROM km_curve(?)", params![packed], |row| row.get(0))?;
    assert_eq!(sum, 5);
    let error = db.query_row(curve, params!["p", "tt", 1], |row| row.get::<_, String>(0)).unwrap_err();
    assert!(error.to_string().contains("did you mean t?"), "{}", error);
    Ok(())
}
