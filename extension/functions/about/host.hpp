// What the entry point alone knows of a build and of what it runs in: told once, when the extension is loaded.
#pragma once
#include <atomic>

namespace functions {

struct Host {
  std::atomic<const char*> commit{""};           ///< that was built; empty where it is not known
  std::atomic<const char*> sqlite_at_build{""};  ///< version of SQLite's headers
  std::atomic<const char*> sqlite_at_run{""};    ///< version of the library in use
};

inline Host host;

}  // namespace functions
