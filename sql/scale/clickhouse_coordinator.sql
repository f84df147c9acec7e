-- On the server that asks: the same table over all shards of the cluster registry, which is in the server's configuration.
CREATE TABLE patients (id UInt64, centre UInt8, arm Enum8('A' = 1, 'B' = 2), age_band UInt8, os_days UInt16, status UInt8)
ENGINE = Distributed(registry, default, patients, id)
