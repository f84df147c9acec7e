// Threads: connections of their own on one file beside a writer, one connection for all, a shared cache, connections
// opened and closed in any order; interrupts in between. Every function is called, every answer over rows that nobody
// changes is the one that a single thread gets. For a thread sanitizer, and as a test without.
//
//     concurrent FOLDER SECONDS
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "robust/database.hpp"
#include "robust/functions.hpp"
#include "survival.h"

namespace {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937;

constexpr int readers = 3;

std::atomic<long> answered = 0, busy = 0, interrupted = 0, written = 0, faults = 0;

void fault(const std::string& what) {
  if (++faults < 10) std::fprintf(stderr, "FAULT: %s\n", what.c_str());
}

struct Question {
  std::string sql, expected;  ///< rows, or the message of an error
};
std::vector<Question> questions;

struct Answer {
  int code;
  std::string text;
};

Answer run(sqlite3* db, const std::string& sql) {
  Answer answer = {SQLITE_OK, ""};
  sqlite3_stmt* statement = nullptr;
  sqlite3_mutex_enter(sqlite3_db_mutex(db));  // the message is of this statement, where threads share a connection
  answer.code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  if (answer.code != SQLITE_OK) answer.text = sqlite3_errmsg(db);
  sqlite3_mutex_leave(sqlite3_db_mutex(db));
  if (answer.code == SQLITE_OK)
    while ((answer.code = sqlite3_step(statement)) == SQLITE_ROW)
      answer.text += robust::shown(robust::row_of(statement)) + "\n";
  if (answer.code == SQLITE_DONE) answer.code = SQLITE_OK;
  sqlite3_finalize(statement);
  return answer;
}

/// A question in some thread. What another connection or an interrupt does to it is no fault.
void ask(sqlite3* db, const Question& question, bool rows_stand) {
  const Answer answer = run(db, question.sql);
  if (answer.code == SQLITE_BUSY || answer.code == SQLITE_LOCKED) {
    ++busy;
    sqlite3_sleep(1);
  } else if (answer.code == SQLITE_INTERRUPT || answer.text.ends_with(": interrupted")) {
    // the latter where SQLite was reading the columns of a table function: an error of its statement, to SQLite
    ++interrupted;
    sqlite3_sleep(2);  // SQLite stops whatever starts before all that ran has ended
  } else if (answer.code != SQLITE_OK) {
    fault("code " + std::to_string(answer.code) + " of " + question.sql + ": " + answer.text);
  } else if (++answered; rows_stand && answer.text != question.expected) {
    fault("another answer than alone: " + question.sql + "\n" + answer.text);
  }
}

sqlite3* open(const std::string& name, int flags = 0) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(name.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | flags,
                      nullptr) != SQLITE_OK)
    robust::violation("cannot open " + name);
  sqlite3_busy_timeout(db, 2000);
  if (sqlite3_survival_init(db, nullptr, nullptr) != SQLITE_OK) fault("it does not load");
  return db;
}

void close(sqlite3* db) {
  if (sqlite3_close(db) != SQLITE_OK) fault("a statement is left open");
}

void execute(sqlite3* db, const std::string& sql) {
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED) fault(sql + ": " + sqlite3_errmsg(db));
}

/// The patients eight times over: enough for a question to last while others work.
void fill(sqlite3* db) {
  execute(db, robust::patients_sql);
  for (int i = 0; i < 3; ++i)
    execute(db, "INSERT INTO p SELECT t + 0.5, e, s, g, b, x + 0.25, y, z, w, n, id + 100 FROM p");
}

const Question& any(Random& random) { return questions[random() % questions.size()]; }

/// Calls body(number, random) in so many threads until the time is over.
template <class Body>
std::vector<std::thread> threads(int count, Clock::time_point end, Body body) {
  std::vector<std::thread> all;
  for (int i = 0; i < count; ++i)
    all.emplace_back([=] {
      Random random{unsigned(i)};
      while (Clock::now() < end) body(random);
    });
  return all;
}

void join(std::vector<std::thread>& all) {
  for (std::thread& thread : all) thread.join();
}

void beside_a_writer(const std::string& file, Clock::time_point end) {
  sqlite3* db = open(file);
  execute(db, "PRAGMA journal_mode = wal");
  fill(db);
  auto all = threads(readers, end, [=](Random& random) {
    sqlite3* mine = open(file);
    for (int i = 0; i < 20; ++i) {
      const bool stops = random() % 4 == 0;
      const auto stop = [](void* source) { return int((*static_cast<Random*>(source))() % 50 == 0); };
      sqlite3_progress_handler(mine, 100, stops ? +stop : nullptr, &random);
      ask(mine, any(random), false);
    }
    close(mine);
  });
  all.emplace_back([=] {
    sqlite3* mine = open(file);
    for (; Clock::now() < end; ++written) {
      execute(mine, "INSERT INTO p SELECT t, e, s, g, b, x, y, z, w, n, id + 1000 FROM p WHERE id < 1000 LIMIT 5");
      execute(mine, "DELETE FROM p WHERE id > 1000");
    }
    close(mine);
  });
  join(all);
  close(db);
}

void one_for_all(Clock::time_point end) {
  sqlite3* db = open(":memory:", SQLITE_OPEN_FULLMUTEX);
  fill(db);
  auto all = threads(readers + 1, end, [=](Random& random) { ask(db, any(random), true); });
  all.emplace_back([=] {
    while (Clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      sqlite3_interrupt(db);
    }
  });
  join(all);
  close(db);
}

void shared_cache(Clock::time_point end) {
  const std::string name = "file:shared?mode=memory&cache=shared";
  sqlite3* db = open(name);
  fill(db);
  auto all = threads(readers, end, [=](Random& random) {
    sqlite3* mine = open(name);
    for (int i = 0; i < 20; ++i) ask(mine, any(random), true);
    close(mine);
  });
  join(all);
  close(db);
}

void opened_and_closed(Clock::time_point end) {
  auto all = threads(readers, end, [](Random& random) {
    std::vector<sqlite3*> mine;
    for (int i = 0; i < 30; ++i) {
      if (mine.empty() || random() % 2) {
        mine.push_back(open(":memory:"));
        fill(mine.back());
        continue;
      }
      const auto at = mine.begin() + std::ptrdiff_t(random() % mine.size());
      ask(*at, any(random), true);
      close(*at);
      mine.erase(at);
    }
    for (sqlite3* db : mine) close(db);
  });
  join(all);
}

/// The plain call of every function, with the answer of a single thread.
void make_questions() {
  sqlite3* db = open(":memory:");
  fill(db);
  robust::Database reference;
  const std::vector<robust::Function> functions = robust::functions_of(reference);
  for (const robust::Function& function : functions) {
    const std::string sql = robust::call_of(function, "p");
    const Answer answer = run(db, sql);
    if (answer.code != SQLITE_OK) fault(sql + ": " + sqlite3_errmsg(db));
    questions.push_back({sql, answer.text});
  }
  close(db);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: concurrent FOLDER SECONDS\n");
    return 2;
  }
  const std::string file = std::string(arguments[1]) + "/concurrent.db";
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
  const auto in = [seconds = std::atof(arguments[2])](double share) {
    return Clock::now() + std::chrono::milliseconds(long(1000 * seconds * share));
  };
  make_questions();
  beside_a_writer(file, in(0.4));
  one_for_all(in(0.3));
  shared_cache(in(0.15));
  opened_and_closed(in(0.15));
  std::printf("%ld answers, %ld busy, %ld interrupted, %ld writes, %ld faults\n", answered.load(), busy.load(),
              interrupted.load(), written.load(), faults.load());
  return faults != 0;
}
