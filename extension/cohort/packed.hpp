// The blob that surv() makes: patients in columns, to be handed from one SQL function to another.
//
// Layout, versions 1 and 2; integers and IEEE doubles little-endian on every machine:
//
//     0   4  magic "SURV"
//     4   1  version: 1, or 2 where there is a column that version 1 has not
//     5   1  flags: 1 whole times, 2 groups, 4 entry, 8 weights; in version 2 also 16 squares, 32 states, 64 patients;
//            the other bits 0
//     6   2  0
//     8   8  length of the whole blob
//     16  8  checksum of all the rest: for each word of 8 bytes, and last for the bytes left over as one number
//     with the
//            first byte highest, hash = (hash xor word) * 0x100000001B3, hash = hash xor (hash >> 32); it begins with
//            0xCBF29CE484222325 (FNV-1a by words)
//     24  8  patients left out for a NULL, double
//     32  8  rows
//     40  4  number of statuses (up to 255)
//     44  4  number of groups (0 without groups)
//     48     the statuses' values, then the groups', each sorted as SQLite sorts: 1 byte type (1 integer,
//            2 real, 3 text, 4 blob), then 8 bytes of integer or double, or 8 bytes of length and the bytes
//            then the columns, each of `rows` entries: time double; status 1 byte; group 4 bytes (flag 2); entry
//            double (flag 4); weight double (flag 8); sum of squared weights double (flag 16); the state a row is
//            lived in, among the statuses, 1 byte (flag 32); patient 4 bytes (flag 64): 0, 1, ... in the order of their
//            ids, whose values are not kept
//
// Rows are in order of time, group, status, entry, state and patient, and no two agree in all of them, but for rows of
// one patient, so two blobs without patients can be merged by summing weights. A blob may come from anyone: unpack()
// believes nothing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "declare/value.hpp"
#include "survival/patients.hpp"

namespace cohort {

struct Packed {
  survival::Patients patients;
  std::vector<declare::Value> groups;    ///< one NULL without groups
  std::vector<declare::Value> statuses;  ///< what patients.status stands for
  double n_missing = 0;
  bool whole_times = true;
};

std::string pack(const Packed& content, const survival::Poll& poll);

/// Throws declare::Error when the bytes are not such a blob, or a damaged one.
Packed unpack(std::string_view bytes, const survival::Poll& poll);

}  // namespace cohort
