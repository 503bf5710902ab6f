"""The tests of the crash tests: what they say of a library that is not well."""
