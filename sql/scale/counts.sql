-- Where counts from another engine go, before they come: .import into a table that is not there would make every column
-- text, and 1 and '1' two groups.
CREATE TABLE counts (arm TEXT NOT NULL, age_band INTEGER NOT NULL, centre INTEGER NOT NULL, os_days INTEGER NOT NULL,
                     status INTEGER NOT NULL, n INTEGER NOT NULL) STRICT;
