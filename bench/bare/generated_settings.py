"""The production settings of a generated project, without limits on requests."""

from config.settings.production import *
from config.settings.production import REST_FRAMEWORK

REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"anon": None, "user": None}
