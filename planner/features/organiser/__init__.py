"""Sessions and the people in them: times, programme texts, clashes."""
