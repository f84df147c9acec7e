# What the extension takes from elsewhere, where the compiler does not build for this machine: SQLite from its sources, as
# the target sqlite3, and Eigen and nlohmann-json, which are headers alone. Include it after the options that all compile by.
set(SQLITE_AMALGAMATION "" CACHE PATH "Folder of sqlite3.c, sqlite3.h and sqlite3ext.h")
set(EIGEN_HEADERS /usr/include/eigen3 CACHE PATH "Folder of Eigen/")
set(JSON_HEADERS /usr/include/nlohmann CACHE PATH "Folder of json.hpp")

add_library(sqlite3 STATIC ${SQLITE_AMALGAMATION}/sqlite3.c)
target_include_directories(sqlite3 SYSTEM PUBLIC ${SQLITE_AMALGAMATION})
add_library(SQLite::SQLite3 ALIAS sqlite3)

# By a link, so that no other header of its folder is found.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/headers)
file(CREATE_LINK ${JSON_HEADERS} ${CMAKE_BINARY_DIR}/headers/nlohmann SYMBOLIC)
add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/headers)
add_library(nlohmann_json::nlohmann_json ALIAS nlohmann_json)
add_library(eigen INTERFACE)
target_include_directories(eigen SYSTEM INTERFACE ${EIGEN_HEADERS})
add_library(Eigen3::Eigen ALIAS eigen)
