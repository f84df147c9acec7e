-- The spreadsheet's dates as times and events: one row per patient, days from the transplant.
CREATE VIEW patients AS
SELECT patient,
       sex,
       CAST(age AS INTEGER)                                              AS age,
       donor,
       conditioning,
       julianday(coalesce(nullif(death, ''), last_contact))
         - julianday(transplant)                                         AS os_days,
       death <> ''                                                       AS died,
       julianday(coalesce(nullif(relapse, ''), nullif(death, ''), last_contact))
         - julianday(transplant)                                         AS days,
       CASE WHEN relapse <> '' THEN 'relapse'
            WHEN death <> '' THEN 'NRM' ELSE 'alive' END                 AS outcome,
       julianday(nullif(chronic_gvhd, '')) - julianday(transplant)       AS gvhd_day
FROM spreadsheet;
