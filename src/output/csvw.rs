//! `csv-metadata.json` beside CSV files, in `/data/` and beside each table: what their columns mean, as CSV on the Web
//! (W3C, 2015) says it. Programs that read a CSV file look for this name in its folder.

use super::{Output, data_package, records_csv, table_csv, table_package};
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Subject};
use crate::render::csvw::group;
use crate::render::package::written;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("csvw", "what the columns of the CSV files mean", claim, make);

/// The name of the files.
const NAME: &str = "csv-metadata.json";

fn claim(claims: &mut Claims<'_>) {
    if claims.layout.is_on(records_csv::OUTPUT.name) {
        claims.site(&format!("data/{NAME}"), DEFAULT_LANGUAGE);
    }
    // It describes that file, and would promise what is not there.
    if claims.layout.is_on(table_csv::OUTPUT.name) {
        claims.beside_tables(NAME, "CSVW", "application/csvm+json");
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let package = match job.about {
        Subject::Entity(id) => table_package::table(view, job, id, &view.rows(id)?),
        _ => data_package::whole(view),
    };
    Some(written(&group(&package, view.tag())))
}
