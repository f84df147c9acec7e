-- Table 1: the patients at the second transplant.

CREATE TEMP VIEW table1 AS
SELECT variable, level, n, percent, n_missing, median, min, max, summary
FROM table_one('characteristics',
               'sex, age, age_at_first_transplant, wbc_at_diagnosis_1e9_l, fusion_gene, first_donor,
                first_disease_status, first_conditioning, cart_before_first_transplant,
                days_diagnosis_to_first_transplant, days_first_transplant_to_relapse, relapse_site,
                marrow_blasts_pct, chemotherapy, tki_targeted, radiotherapy, surgery, relapse_dli_dsi, cytokines,
                cart_infusions, cart_target, cart_cell_source, marrow_burden_pct, cart_response,
                days_cart_to_second_transplant, days_diagnosis_to_second_transplant, days_between_transplants,
                donor, donor_changed, disease_status, mrd, abo, conditioning, conditioning_change, graft_source, atg,
                mnc_1e8_kg, cd34_1e6_kg, cd3_1e8_kg, prophylactic_dli_dsi');
