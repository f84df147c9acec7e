# The extension as the packages hold it, what they call the platform, and the command that writes them. Included by the
# project itself for the platform of its compiler, and by platforms/CMakeLists.txt for the others.
include(CheckSymbolExists)

# The loadable extension once more, for machines other than this one: the C++ library inside, symbols of old versions of the
# C library, nothing that only a debugger reads.
set(packages ${CMAKE_CURRENT_LIST_DIR})
set(root ${packages}/../..)
add_library(survival_portable MODULE EXCLUDE_FROM_ALL ${packages}/old_glibc.c $<TARGET_OBJECTS:survival>
                                     $<TARGET_OBJECTS:estimators> $<TARGET_OBJECTS:functions>)
set_target_properties(survival_portable PROPERTIES PREFIX "" OUTPUT_NAME survival LINKER_LANGUAGE CXX
                                                   LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/loadable)
if(APPLE)
  set_target_properties(survival_portable PROPERTIES SUFFIX .dylib)
elseif(WIN32)
  target_link_options(survival_portable PRIVATE -static -s)
else()
  # What libstdc++ brings along and nobody calls would ask for new versions, too; libgcc_s is everywhere and asks for none.
  target_link_options(survival_portable PRIVATE -static-libstdc++ -s -Wl,--gc-sections
                                                -Wl,--version-script=${root}/extension/exports.map -Wl,-z,defs)
  check_symbol_exists(__GLIBC__ features.h SURVIVAL_GLIBC)
  if(SURVIVAL_GLIBC)
    target_link_options(survival_portable PRIVATE -Wl,--wrap=exp -Wl,--wrap=log -Wl,--wrap=pow)
  endif()
endif()

# What the packages call this platform.
string(TOLOWER ${CMAKE_SYSTEM_PROCESSOR} processor)
set(npm_cpu ${processor})
if(processor MATCHES "^(x86_64|amd64)$")
  set(npm_cpu x64)
elseif(processor MATCHES "^(aarch64|arm64)$")
  set(npm_cpu arm64)
endif()
string(TOLOWER ${CMAKE_SYSTEM_NAME} npm_os)

find_package(Python3 COMPONENTS Interpreter)
set(pack_command
    Python3::Interpreter ${packages}/pack.py --version ${survival_VERSION} --os ${npm_os} --cpu ${npm_cpu} --processor
    ${processor} --objdump ${CMAKE_OBJDUMP} $<TARGET_FILE:survival_portable> ${CMAKE_BINARY_DIR}/packages)
