"""The sample model's own code: one component, so that the branch key `intervention.scenario` matters."""
import pandas as pd

try:
    from vivarium.engine import Component
except ImportError:  # vivarium 3.6, the generation with pandas 2
    from vivarium import Component


class ScenarioIntervention(Component):
    """Multiplies a target rate by 1 - effect_size where intervention.scenario is 'treated'."""

    CONFIGURATION_DEFAULTS = {
        "intervention": {
            "scenario": "baseline",
            "effect_size": 0.4,
            "target": "lower_respiratory_infections.incidence_rate",
        }
    }

    def setup(self, builder):
        intervention = builder.configuration.intervention
        self.factor = 1 - float(intervention.effect_size) if intervention.scenario == "treated" else 1.0
        # Public health 6 combines modifiers by multiplication and passes no value; 4 passes the value to be modified.
        if hasattr(builder.value, "register_attribute_modifier"):
            builder.value.register_attribute_modifier(intervention.target, modifier=self.modify)
        else:
            builder.value.register_value_modifier(intervention.target, modifier=self.modify)

    def modify(self, index, value=None):
        return pd.Series(self.factor, index=index) if value is None else value * self.factor
