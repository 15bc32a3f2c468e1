"""Makes the sample's data artifact with vivarium's own Artifact class. The numbers are made up and always the same.

    python make_artifact.py artifact.hdf

Needs either generation of vivarium: resources/python/current.txt or pandas2.txt.
"""
import os
import sys
import warnings

import numpy as np
import pandas as pd

try:
    from vivarium.artifact import Artifact
except ImportError:
    from vivarium.framework.artifact import Artifact

DRAWS = 250  # as many as vivarium's tools may ask for
LOCATION = "Testlandia"
YEARS = range(2021, 2025)
AGES = [
    ("Early Neonatal", 0, 7 / 365),
    ("Late Neonatal", 7 / 365, 28 / 365),
    ("1-5 months", 28 / 365, 0.5),
    ("6-11 months", 0.5, 1.0),
    ("12 to 23 months", 1.0, 2.0),
    ("2 to 4", 2.0, 5.0),
    ("5 to 9", 5.0, 10.0),
    ("10 to 14", 10.0, 15.0),
]
CAUSE = "cause.lower_respiratory_infections."
random = np.random.default_rng(20260115)

rows = [(sex, start, end, year, year + 1) for sex in ("Female", "Male") for _, start, end in AGES for year in YEARS]
names = ["sex", "age_start", "age_end", "year_start", "year_end"]
index = pd.MultiIndex.from_tuples(rows, names=names)
by_location = pd.MultiIndex.from_tuples([(LOCATION, *row) for row in rows], names=["location", *names])
middle = np.array([(start + end) / 2 for _, start, end, _, _ in rows])
width = np.array([end - start for _, start, end, _, _ in rows])
columns = [f"draw_{i}" for i in range(DRAWS)]


def draws(mean, spread):
    """Log-normal draws about a mean: half of the spread shared by all rows of a draw, so that draws differ as wholes."""
    sd = np.sqrt(np.log1p(spread**2))
    noise = random.normal(size=(len(rows), DRAWS)) * sd * 0.5 + random.normal(size=(1, DRAWS)) * sd
    return pd.DataFrame(np.broadcast_to(mean, len(rows))[:, None] * np.exp(noise), index=index, columns=columns)


def main(path):
    warnings.simplefilter("ignore")
    if os.path.exists(path):
        os.remove(path)
    artifact = Artifact(path)
    artifact.write("metadata.locations", [LOCATION])
    artifact.write("metadata.data_version", {"release": "synthetic-1", "created_by": "make_artifact.py"})

    artifact.write("population.location", LOCATION)
    artifact.write("population.structure", pd.DataFrame({"value": 1e5 * width * np.exp(-middle / 60)}, index=by_location))
    bins = pd.DataFrame(AGES, columns=["age_group_name", "age_start", "age_end"])
    artifact.write("population.age_bins", bins.set_index(["age_start", "age_end", "age_group_name"]))
    artifact.write("population.demographic_dimensions", pd.DataFrame(index=by_location))
    expectancy = pd.DataFrame([(float(a), float(a + 1), max(88.9 - a, 1.5)) for a in range(126)], columns=["age_start", "age_end", "value"])
    artifact.write("population.theoretical_minimum_risk_life_expectancy", expectancy.set_index(["age_start", "age_end"]))

    by_age = 0.6 + 1.4 * np.exp(-middle / 2)
    incidence = draws(0.9 * by_age, 0.15)
    remission = draws(12.0, 0.05)
    excess = draws(0.45 * by_age, 0.15)
    prevalence = incidence / (incidence + remission)
    mortality = prevalence * excess
    other_causes = draws(0.004 + 0.02 * np.exp(-middle * 8), 0.1)
    artifact.write("cause.all_causes.cause_specific_mortality_rate", other_causes + mortality)
    artifact.write(CAUSE + "incidence_rate", incidence)
    artifact.write(CAUSE + "remission_rate", remission)
    artifact.write(CAUSE + "excess_mortality_rate", excess)
    artifact.write(CAUSE + "prevalence", prevalence)
    artifact.write(CAUSE + "birth_prevalence", prevalence[prevalence.index.get_level_values("age_start") == 0.0])
    artifact.write(CAUSE + "cause_specific_mortality_rate", mortality)
    artifact.write(CAUSE + "disability_weight", draws(0.051, 0.15))
    limits = {"yll_age_group_id_start": 2, "yll_age_group_id_end": 235, "yld_age_group_id_start": 2, "yld_age_group_id_end": 235}
    artifact.write(CAUSE + "restrictions", {"male_only": False, "female_only": False, "yll_only": False, "yld_only": False, **limits})
    print(f"{len(artifact.keys)} keys, {os.path.getsize(path) / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
