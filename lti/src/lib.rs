//! The LTI 1.3 Advantage protocol for a tool.
