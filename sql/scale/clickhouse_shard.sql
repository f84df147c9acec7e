-- On each ClickHouse server that holds patients. Small types make the counting fast; an Enum is a text to the client.
CREATE TABLE patients (id UInt64, centre UInt8, arm Enum8('A' = 1, 'B' = 2), age_band UInt8, os_days UInt16, status UInt8)
ENGINE = MergeTree ORDER BY id
