//! plenary.
pub mod bundle;
pub mod collate;
pub mod config;
pub mod country;
pub mod data;
pub mod diag;
pub mod edtf;
pub mod fingerprint;
pub mod graph;
pub mod id;
pub mod language;
pub mod parse;
pub mod schema;
pub mod source;
pub mod text;
pub mod theme;
