"""Makes patients.csv, the spreadsheet of the guide: 200 invented patients, the same on every machine.

    python3 make_patients.py > patients.csv

Nobody is behind these rows. Days to relapse, to death without relapse and to graft-versus-host disease (GVHD) are drawn
from exponential and Weibull distributions whose hazards depend on conditioning, age and donor.
"""

import csv
import math
import sys
from datetime import date, timedelta

CLOSED = date(2025, 6, 30)  # the day on which follow-up was closed


class Draws:
    """Park and Miller's generator: integers alone, so that no platform draws other numbers."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647

    def weibull(self, scale, shape):
        return scale * (-math.log(self.uniform())) ** (1 / shape)

    def choice(self, values):
        return values[int(self.uniform() * len(values))]


def patient(number, draws):
    age = 18 + int(52 * draws.uniform())
    conditioning = "RIC" if draws.uniform() < (0.25 if age < 50 else 0.75) else "MAC"
    donor = draws.choice(["sibling", "unrelated", "unrelated", "haploidentical"])
    transplant = date(2018, 1, 1) + timedelta(days=int(2190 * draws.uniform()))
    reduced = conditioning == "RIC"
    relapse = 30 + draws.weibull(5200 * (0.4 if reduced else 1), 0.75)
    acute = draws.weibull(80, 1.1) if draws.uniform() < 0.35 else math.inf
    toxicity = 5 + draws.weibull(9000 * (2.4 if reduced else 1) * math.exp(-0.022 * (age - 45)), 0.6)
    if acute < 120 and draws.uniform() < 0.3:
        toxicity = min(toxicity, acute + draws.weibull(120, 1))
    chronic = 100 + draws.weibull(250, 1) if draws.uniform() < 0.4 else math.inf
    after_relapse = relapse + draws.weibull(300, 0.9)
    death = after_relapse if relapse < toxicity else toxicity
    lost = draws.weibull(6000, 1)
    seen = int(min(death, lost, (CLOSED - transplant).days))

    def day(after):
        return (transplant + timedelta(days=int(after))).isoformat() if int(after) <= seen and after < math.inf else ""

    return {
        "patient": f"T{number:03}",
        "sex": draws.choice(["female", "male"]),
        "age": age,
        "donor": donor,
        "conditioning": conditioning,
        "transplant": transplant.isoformat(),
        "acute_gvhd": day(acute) if acute < min(relapse, toxicity) else "",
        "chronic_gvhd": day(chronic) if chronic < min(relapse, toxicity) else "",
        "relapse": day(relapse) if relapse < toxicity else "",
        "death": day(death) if int(death) <= seen else "",
        "last_contact": day(seen),
    }


def main():
    draws = Draws(20180101)
    rows = [patient(number, draws) for number in range(1, 201)]
    table = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)


main()
