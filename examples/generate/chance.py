# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn by lot, and how offices write days and numbers."""
import math
import random
from datetime import date, timedelta

MONTHS = "gen feb mar apr mag giu lug ago set ott nov dic".split()


class Draw:
    """Everything rests on Random.random(), whose sequence Python guarantees."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def chance(self, p):
        return self.random() < p

    def between(self, a, b):
        return a + int(self.random() * (b - a + 1))

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def weighted(self, weights):
        """A key of {key: weight}."""
        x = self.random() * sum(weights.values())
        for key, weight in weights.items():
            x -= weight
            if x < 0:
                break
        return key

    def days(self, median, spread=0.5):
        """Skewed to the right, as waiting times are."""
        return max(1, round(median * math.exp(spread * (sum(self.random() for _ in range(12)) - 6))))

    def day(self, first, last):
        return first + timedelta(self.between(0, (last - first).days))


def months(first, last):
    """The first day of each month."""
    while first <= last:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


def after(day, days, end):
    """So many days later; None where that is beyond the end, or nothing came before."""
    later = day and day + timedelta(days)
    return later if later and later <= end else None


def italian(day):
    return f"{day:%d/%m/%Y}" if day else ""


def iso(day):
    return day.isoformat() if day else ""


def short(day):
    """31-dic-25"""
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year % 100:02}" if day else ""


def number(x, decimals=2):
    """1.234,50"""
    return f"{x:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")
