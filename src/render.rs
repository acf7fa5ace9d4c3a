//! View -> texts: what outputs are made of. Contexts of pages, HTML of values, records as data, workbooks.
//! Asks the view for everything.

pub(crate) mod akoma;
mod answers;
pub(crate) mod calendar;
pub(crate) mod catalog;
pub(crate) mod columns;
pub(crate) mod concepts;
pub mod context;
pub(crate) mod csvw;
pub(crate) mod data;
pub(crate) mod database;
pub(crate) mod delimited;
pub(crate) mod drawing;
pub(crate) mod feed;
pub(crate) mod find;
mod fragment;
pub(crate) mod history;
pub(crate) mod html;
pub(crate) mod identity;
pub(crate) mod informea;
pub(crate) mod items;
mod linked_data;
pub(crate) mod markdown;
pub(crate) mod package;
pub(crate) mod page;
mod passages;
pub(crate) mod print;
pub(crate) mod sheet;
pub(crate) mod signposts;
pub(crate) mod status;
pub(crate) mod succession;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod tree;
pub(crate) mod workbook;

pub use answers::{cells, record, records_csv, records_json};
pub use find::document;
pub use fragment::make as fragment;
