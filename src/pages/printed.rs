//! Documents that are printed, as parts of a page.

use maud::{Markup, html};

use crate::paper::{Block, Document, Grid};

/// Everything but the title.
pub(super) fn parts(document: &Document) -> Markup {
    html! { @for block in &document.blocks { (written(block)) } }
}

fn written(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h2 { (text) },
            Block::Subheading(text) => h3 { (text) },
            Block::Note(text) => p.note { (text) },
            Block::Text(text) => p.written { (text) },
            Block::List(points) => ul { @for point in points { li { (point) } } },
            Block::Pairs(pairs) => dl.pairs { @for (name, value) in pairs { dt { (name) } dd { (value) } } },
            Block::Table(grid) => (table(grid)),
            // Paper alone has lines to sign on, and no page shows bars of it.
            Block::Bars { summary, .. } => p { (summary) },
            Block::Signatures(_) => {},
        }
    }
}

fn table(grid: &Grid) -> Markup {
    html! {
        div.table { table.cards.words {
            thead { tr { @for (label, _) in &grid.columns { th scope="col" { (label) } } } }
            tbody { @for row in &grid.rows { tr {
                @for (place, (cell, (label, _))) in row.iter().zip(&grid.columns).enumerate() {
                    @if grid.names == Some(place) { th scope="row" { (cell) } }
                    @else { td data-label=(label) { (cell) } }
                }
            } } }
        } }
    }
}
