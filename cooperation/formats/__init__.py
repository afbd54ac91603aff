"""How dates are written where Django's own formats do not suit: one package a language."""
