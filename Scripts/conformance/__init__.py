"""The models of the conformance fixtures, by subject; `make_conformance_fixtures.py` is the entry."""
