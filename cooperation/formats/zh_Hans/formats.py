"""Large numbers in groups of three, as Chinese statistics print them; Django leaves them ungrouped."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
