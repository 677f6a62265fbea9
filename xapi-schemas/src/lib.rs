//! JSON Schemas of xAPI 1.0.3 and 2.0.
