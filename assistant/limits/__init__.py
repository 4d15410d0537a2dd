"""Limits what clients and services may cost: how often, how long, and how soon again.

Owns the rate limiter, the circuit breaker and calls with a time limit. Refuses to know what is
limited, and stores no address of anybody.
"""

from assistant.limits.circuit_breaker import CircuitBreaker
from assistant.limits.rate_limiter import WINDOW, count_use, pseudonym
from assistant.limits.time_limit import TimeLimit, TimeLimitExceeded

__all__ = [
    "WINDOW",
    "CircuitBreaker",
    "TimeLimit",
    "TimeLimitExceeded",
    "count_use",
    "pseudonym",
]
