// Times SQL: a query against a scan of the same columns, its peak memory, and how soon an interrupt stops it.
//
//   bench EXTENSION DATABASE sql STATEMENTS               runs them, prints the first cell of the last row
//   bench EXTENSION DATABASE compare RUNS QUERY SCAN      medians of both in ms, run in turn on one connection
//   bench EXTENSION DATABASE memory QUERY                 peak memory of this process in kB
//   bench EXTENSION DATABASE interrupt REPETITIONS QUERY  for each repetition that was stopped before its end, CPU ms
//   of
//                                                         the working thread from sqlite3_interrupt to the error
#include <pthread.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

/// CPU time in ms of the thread that makes it, read from any thread: what other programs take does not count.
class ThreadClock {
 public:
#ifdef __APPLE__  // it shows no thread another's clock
  double now() const { return milliseconds(Clock::now().time_since_epoch()); }
#else
  ThreadClock() { pthread_getcpuclockid(pthread_self(), &id_); }
  double now() const {
    timespec time{};
    clock_gettime(id_, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
  }

 private:
  clockid_t id_{};
#endif
};

class Connection {
 public:
  Connection(const char* extension, const char* file) {
    check(sqlite3_open(file, &database_));
    check(sqlite3_enable_load_extension(database_, 1));
    char* message = nullptr;
    if (sqlite3_load_extension(database_, extension, nullptr, &message) != SQLITE_OK)
      throw std::runtime_error(message ? message : "the extension does not load");
  }
  ~Connection() { sqlite3_close(database_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs every statement to its end, fetching every cell as a client would; returns the first cell of the last row.
  /// `interrupted`, where given, takes an interrupt as an answer.
  std::string run(const std::string& statements, bool* interrupted = nullptr) {
    std::string first_cell;
    for (const char* rest = statements.c_str(); *rest;) {
      sqlite3_stmt* statement = nullptr;
      check(sqlite3_prepare_v2(database_, rest, -1, &statement, &rest));
      if (!statement) break;
      int code = SQLITE_OK;
      while ((code = sqlite3_step(statement)) == SQLITE_ROW) fetch(statement, first_cell);
      if (interrupted) *interrupted = code == SQLITE_INTERRUPT;
      const std::string message = sqlite3_errmsg(database_);
      sqlite3_finalize(statement);
      if (code != SQLITE_DONE && !(interrupted && *interrupted)) throw std::runtime_error(message);
    }
    return first_cell;
  }

  void interrupt() { sqlite3_interrupt(database_); }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
  }

  static void fetch(sqlite3_stmt* statement, std::string& first_cell) {
    for (int i = sqlite3_column_count(statement) - 1; i > 0; --i) {
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
          sqlite3_column_int64(statement, i);
          break;
        case SQLITE_FLOAT:
          sqlite3_column_double(statement, i);
          break;
        case SQLITE_TEXT:
          sqlite3_column_text(statement, i);
          break;
        default:
          break;
      }
    }
    if (const unsigned char* text = sqlite3_column_text(statement, 0)) first_cell = reinterpret_cast<const char*>(text);
  }

  sqlite3* database_ = nullptr;
};

double time_of(Connection& connection, const std::string& query) {
  const auto start = Clock::now();
  connection.run(query);
  return milliseconds(Clock::now() - start);
}

/// \param share  0.5: the median, 1: the largest
double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

void compare(Connection& connection, int runs, const std::string& query, const std::string& scan) {
  connection.run(scan);
  connection.run(query);
  std::vector<double> of_query, of_scan;
  for (int i = 0; i < runs; ++i) {
    of_scan.push_back(time_of(connection, scan));
    of_query.push_back(time_of(connection, query));
  }
  std::printf("%.3f %.3f\n", quantile(of_query, 0.5), quantile(of_scan, 0.5));
}

void memory(Connection& connection, const std::string& query) {
  connection.run(query);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  usage.ru_maxrss /= 1024;  // bytes there, kB elsewhere
#endif
  std::printf("%ld\n", usage.ru_maxrss);
}

void interrupt(Connection& connection, int repetitions, const std::string& query) {
  const double duration = time_of(connection, query);
  // Few of what takes long.
  if (duration > 20000) repetitions = std::min(repetitions, 6);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> anywhere(0, duration);
  const ThreadClock mine;
  for (int i = 0; i < repetitions; ++i) {
    const std::chrono::duration<double, std::milli> delay(anywhere(random));
    double asked = 0;
    std::thread other([&] {
      std::this_thread::sleep_for(delay);
      asked = mine.now();
      connection.interrupt();
    });
    bool interrupted = false;
    connection.run(query, &interrupted);
    const double stopped = mine.now();
    other.join();
    if (interrupted) std::printf("%.3f ", stopped - asked);
  }
  std::puts("");
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::string task = arguments.size() > 3 ? arguments[2] : "";
  const std::size_t wanted = task == "compare" ? 6 : task == "interrupt" ? 5 : 4;
  if (arguments.size() != wanted) {
    std::fprintf(stderr, "usage: bench EXTENSION DATABASE sql|compare|memory|interrupt ARGUMENTS, as bench.cpp says\n");
    return 2;
  }
  Connection connection(argv[1], argv[2]);
  if (task == "sql") std::puts(connection.run(arguments[3]).c_str());
  if (task == "compare") compare(connection, std::stoi(arguments[3]), arguments[4], arguments[5]);
  if (task == "memory") memory(connection, arguments[3]);
  if (task == "interrupt") interrupt(connection, std::stoi(arguments[3]), arguments[4]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench: %s\n", error.what());
  return 1;
}
