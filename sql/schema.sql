-- The registry: what was recorded, with its dates. Nothing derived is stored here; times and
-- outcomes are computed from these tables by endpoints.sql.
--
-- Dates are text 'YYYY-MM-DD'. The checks say date(x, '+0 days') because date(x) alone
-- lets 2021-02-30 through in some versions of SQLite.
-- An unknown or inapplicable value is NULL, never an empty text.
-- data_origin stands on every row, so that an invented record cannot pass for a patient's.

CREATE TABLE patients (
    patient_id              TEXT NOT NULL PRIMARY KEY CHECK (patient_id <> ''),
    data_origin             TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    sex                     TEXT NOT NULL CHECK (sex IN ('M', 'F')),
    birth_date              TEXT NOT NULL CHECK (date(birth_date, '+0 days') IS birth_date),
    diagnosis               TEXT NOT NULL CHECK (diagnosis <> ''),
    diagnosis_date          TEXT NOT NULL
                            CHECK (date(diagnosis_date, '+0 days') IS diagnosis_date),
    wbc_at_diagnosis_1e9_l  REAL CHECK (wbc_at_diagnosis_1e9_l > 0),  -- white blood cells, 10^9/L
    fusion_gene             TEXT CHECK (fusion_gene <> ''),           -- 'negative': none found
    CHECK (birth_date <= diagnosis_date)
) STRICT;

CREATE TABLE first_transplant (
    patient_id          TEXT NOT NULL PRIMARY KEY REFERENCES patients,
    data_origin         TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    transplant_date     TEXT NOT NULL CHECK (date(transplant_date, '+0 days') IS transplant_date),
    donor_type          TEXT NOT NULL CHECK (donor_type <> ''),
    disease_status      TEXT NOT NULL CHECK (disease_status IN ('CR1', 'CR2', 'CR3', 'NR')),
    conditioning        TEXT NOT NULL CHECK (conditioning <> ''),
    cart_before         TEXT NOT NULL CHECK (cart_before IN ('yes', 'no')),
    cart_before_target  TEXT CHECK (cart_before_target IN ('CD19', 'CD22', 'unknown')),
    CHECK ((cart_before = 'yes') = (cart_before_target IS NOT NULL))
) STRICT;

-- The relapse after the first transplant, and how it was treated besides CAR-T.
CREATE TABLE first_relapse (
    patient_id         TEXT NOT NULL PRIMARY KEY REFERENCES patients,
    data_origin        TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    relapse_date       TEXT NOT NULL CHECK (date(relapse_date, '+0 days') IS relapse_date),
    site               TEXT NOT NULL CHECK (site IN ('BM', 'EM', 'BM+EM')),  -- marrow, elsewhere
    marrow_blasts_pct  REAL CHECK (marrow_blasts_pct BETWEEN 0 AND 100),
    chemotherapy       TEXT NOT NULL CHECK (chemotherapy IN ('yes', 'no')),
    tki_targeted       TEXT NOT NULL CHECK (tki_targeted IN ('yes', 'no')),
    radiotherapy       TEXT NOT NULL CHECK (radiotherapy IN ('yes', 'no')),
    surgery            TEXT NOT NULL CHECK (surgery IN ('yes', 'no')),
    dli_dsi            TEXT NOT NULL CHECK (dli_dsi IN ('yes', 'no')),  -- donor cells infused
    cytokines          TEXT NOT NULL CHECK (cytokines IN ('yes', 'no'))
) STRICT;

-- One row per CAR-T infusion between the relapse and the second transplant.
CREATE TABLE cart (
    patient_id                TEXT NOT NULL REFERENCES patients,
    data_origin               TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    infusion_no               INTEGER NOT NULL CHECK (infusion_no >= 1),
    infusion_date             TEXT NOT NULL CHECK (date(infusion_date, '+0 days') IS infusion_date),
    target                    TEXT NOT NULL CHECK (target IN ('CD19', 'CD22')),
    cell_source               TEXT NOT NULL,
    cell_source_presumed      TEXT NOT NULL,  -- a guess where cell_source is unknown
    marrow_burden_pct_before  REAL CHECK (marrow_burden_pct_before BETWEEN 0 AND 100),
    response_after_last       TEXT CHECK (response_after_last IN ('CR MRD-', 'CR MRD+', 'NR')),
    therapy_between_cart_and_transplant
                              TEXT CHECK (therapy_between_cart_and_transplant <> ''),
    PRIMARY KEY (patient_id, infusion_no),
    CHECK (cell_source_presumed IN ('autologous', 'allogeneic')),
    CHECK (cell_source IN ('unknown', cell_source_presumed))
) STRICT;

-- The time origin of every analysis.
CREATE TABLE second_transplant (
    patient_id            TEXT NOT NULL PRIMARY KEY REFERENCES patients,
    data_origin           TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    transplant_date       TEXT NOT NULL CHECK (date(transplant_date, '+0 days') IS transplant_date),
    donor_type            TEXT NOT NULL CHECK (donor_type <> ''),
    donor_changed         TEXT NOT NULL CHECK (donor_changed IN ('yes', 'no')),
    disease_status        TEXT NOT NULL CHECK (disease_status IN ('CR', 'NR')),
    mrd                   TEXT CHECK (mrd IN ('negative', 'positive')),  -- minimal residual disease
    abo                   TEXT CHECK (abo IN ('matched', 'minor mismatch', 'major mismatch',
                                              'bidirectional mismatch')),
    conditioning          TEXT NOT NULL CHECK (conditioning <> ''),
    graft_source          TEXT NOT NULL CHECK (graft_source IN ('BM', 'PB', 'BM+PB')),
    atg                   TEXT CHECK (atg <> ''),                 -- antithymocyte globulin
    mnc_1e8_kg            REAL CHECK (mnc_1e8_kg > 0),            -- cells infused, per kg of weight
    cd34_1e6_kg           REAL CHECK (cd34_1e6_kg > 0),
    cd3_1e8_kg            REAL CHECK (cd3_1e8_kg > 0),
    prophylactic_dli_dsi  TEXT NOT NULL CHECK (prophylactic_dli_dsi IN ('yes', 'no'))
) STRICT;

-- What happened after the second transplant: one dated event per row.
CREATE TABLE events (
    event_id         TEXT NOT NULL PRIMARY KEY CHECK (event_id <> ''),
    data_origin      TEXT NOT NULL CHECK (data_origin = 'SYNTHETIC'),
    patient_id       TEXT NOT NULL REFERENCES second_transplant,
    event_date       TEXT NOT NULL CHECK (date(event_date, '+0 days') IS event_date),
    event_type       TEXT NOT NULL CHECK (event_type IN (
                         'neutrophil_engraftment', 'platelet_engraftment',
                         'agvhd', 'cgvhd',             -- graft-versus-host disease: acute, chronic
                         'cmv', 'ebv', 'ptld', 'tma',  -- viruses; two complications of transplants
                         'prophylactic_dli_dsi', 'relapse', 'death', 'last_contact')),
    grade_or_extent  TEXT,
    detail           TEXT CHECK (detail <> ''),        -- the cause of a death; remarks
    CHECK (CASE event_type
           WHEN 'agvhd' THEN grade_or_extent IN ('I', 'II', 'III', 'IV')
           WHEN 'cgvhd' THEN grade_or_extent IN ('limited', 'extensive')
           ELSE grade_or_extent IS NULL
           END)
) STRICT;

CREATE INDEX events_of_patient ON events (patient_id, event_type, event_date);
CREATE UNIQUE INDEX one_death_per_patient ON events (patient_id) WHERE event_type = 'death';
