//! Where everything stands: from a document to pages, and the structure that it is read by.

use super::text::{Fonts, Style};
use super::{Block, Document, Grid};

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
pub(super) const MARGIN: f32 = 51.0;
/// Where the last line may end.
const BOTTOM: f32 = PAGE.1 - 62.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;

const TEXT: Style = Style::new(10.0);
const NOTE: Style = Style::new(8.5).soft();
const TITLE: Style = Style::new(20.0).bold();
const HEADING: Style = Style::new(13.0).bold();
const SUBHEADING: Style = Style::new(10.5).bold();
/// Between a cell's edge and its text.
const PADDING: f32 = 4.0;
/// Height of a bar.
const BAR: f32 = 8.0;

/// A colour of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Contradicted,
    Line,
    Shown,
    Track,
}

/// Something on a page.
pub(super) struct Item {
    /// Where it belongs in the structure; none: it is decoration.
    pub(super) slot: Option<usize>,
    pub(super) what: What,
}

pub(super) enum What {
    Text {
        x: f32,
        /// Of the line that letters stand on.
        y: f32,
        style: Style,
        text: String,
    },
    /// Left, top, width, height.
    Box([f32; 4], Colour),
}

/// What a part of the structure is.
#[derive(Debug, Clone)]
pub(super) enum Role {
    Body,
    ColumnHead,
    Data,
    Figure(String),
    Head,
    Heading(u16, String),
    Item,
    ItemBody,
    List,
    Paragraph,
    Row,
    RowHead,
    Table,
}

/// The structure.
pub(super) enum Node {
    Group(Role, Vec<Node>),
    Slot(usize),
}

/// A document on pages.
pub(super) struct Laid {
    pub(super) pages: Vec<Vec<Item>>,
    pub(super) tree: Vec<Node>,
    pub(super) slots: usize,
    /// Where titles and headings stand: the text, the page from 0 on, the place on it.
    pub(super) outline: Vec<(String, usize, f32)>,
}

struct Layout<'l> {
    fonts: &'l Fonts,
    laid: Laid,
    /// Where the next thing begins.
    y: f32,
}

/// Lays a document out.
pub(super) fn lay_out(document: &Document, fonts: &Fonts) -> Laid {
    let mut layout = Layout {
        fonts,
        laid: Laid {
            pages: vec![Vec::new()],
            tree: Vec::new(),
            slots: 0,
            outline: Vec::new(),
        },
        y: MARGIN,
    };
    layout.paragraph(&document.organisation, NOTE);
    layout.y += 2.0;
    layout.heading(1, &document.title, TITLE);
    layout.y += 6.0;
    for (place, block) in document.blocks.iter().enumerate() {
        // A heading stays with what it is the heading of.
        let follows = document.blocks.get(place + 1);
        layout.block(block, follows);
    }
    layout.laid
}

impl Layout<'_> {
    fn slot(&mut self) -> usize {
        self.laid.slots += 1;
        self.laid.slots - 1
    }

    fn put(&mut self, slot: Option<usize>, what: What) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(Item { slot, what });
        }
    }

    /// Begins a page unless there is room for `height`; whether it did.
    fn need(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM || self.y <= MARGIN {
            return false;
        }
        self.laid.pages.push(Vec::new());
        self.y = MARGIN;
        true
    }

    /// A line of text whose top is `top`.
    fn line(&mut self, slot: Option<usize>, (x, top): (f32, f32), style: Style, text: String) {
        let y = top + style.size * 1.07;
        let what = What::Text { x, y, style, text };
        self.put(slot, what);
    }

    /// A text over the page's width, in a slot of its own.
    fn flow(&mut self, text: &str, style: Style, indent: f32) -> usize {
        let slot = self.slot();
        for text in self.fonts.lines(text, style, WIDTH - indent) {
            self.need(style.line());
            self.line(Some(slot), (MARGIN + indent, self.y), style, text);
            self.y += style.line();
        }
        slot
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        let slot = self.flow(text, style, 0.0);
        let node = Node::Group(Role::Paragraph, vec![Node::Slot(slot)]);
        self.laid.tree.push(node);
        self.y += 4.0;
    }

    fn heading(&mut self, level: u16, text: &str, style: Style) {
        self.need(style.line());
        if level < 3 {
            let page = self.laid.pages.len() - 1;
            self.laid.outline.push((text.to_owned(), page, self.y));
        }
        let slot = self.flow(text, style, 0.0);
        let role = Role::Heading(level, text.to_owned());
        self.laid
            .tree
            .push(Node::Group(role, vec![Node::Slot(slot)]));
        self.y += 3.0;
    }

    fn block(&mut self, block: &Block, follows: Option<&Block>) {
        match block {
            Block::Heading(text) => {
                self.y += 12.0;
                let rest = follows.map_or(0.0, Self::least);
                self.need(HEADING.line() + 8.0 + rest);
                self.heading(2, text, HEADING);
                self.put(
                    None,
                    What::Box([MARGIN, self.y - 2.0, WIDTH, 0.7], Colour::Line),
                );
                self.y += 4.0;
            }
            Block::Subheading(text) => {
                self.y += 5.0;
                let rest = follows.map_or(0.0, Self::least);
                self.need(SUBHEADING.line() + rest);
                self.heading(3, text, SUBHEADING);
            }
            Block::Text(text) => self.paragraph(text, TEXT),
            Block::Note(text) => self.paragraph(text, NOTE),
            Block::List(points) => self.list(points),
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Bars { lines, summary } => self.bars(lines, summary),
            Block::Signatures(names) => self.signatures(names),
            Block::Table(grid) => self.table(grid),
        }
    }

    /// How high the begin of a block is that must not stand alone.
    fn least(block: &Block) -> f32 {
        match block {
            Block::Bars { lines, .. } => lines.len() as f32 * (BAR + 5.0),
            Block::Subheading(_) => 70.0,
            Block::Table(_) => 54.0,
            _ => 2.0 * TEXT.line(),
        }
    }

    fn list(&mut self, points: &[String]) {
        let mut items = Vec::new();
        for point in points {
            self.need(TEXT.line());
            self.put(
                None,
                What::Box([MARGIN + 4.0, self.y + 6.0, 3.0, 3.0], Colour::Shown),
            );
            let slot = self.flow(point, TEXT, 14.0);
            let body = Node::Group(Role::ItemBody, vec![Node::Slot(slot)]);
            items.push(Node::Group(Role::Item, vec![body]));
            self.y += 1.0;
        }
        self.laid.tree.push(Node::Group(Role::List, items));
        self.y += 4.0;
    }

    /// Names with what they stand for, as lines of two columns.
    fn pairs(&mut self, pairs: &[(String, String)]) {
        const NAMES: f32 = 130.0;
        for (name, value) in pairs {
            self.need(TEXT.line());
            let slot = self.slot();
            let top = self.y;
            let name = self.fonts.clean(name);
            self.line(Some(slot), (MARGIN, top), TEXT.soft(), name);
            let told = self.flow(value, TEXT, NAMES);
            let children = vec![Node::Slot(slot), Node::Slot(told)];
            self.laid.tree.push(Node::Group(Role::Paragraph, children));
        }
        self.y += 4.0;
    }

    fn bars(&mut self, lines: &[(String, f32, f32)], summary: &str) {
        const LABELS: f32 = 130.0;
        let whole = WIDTH - LABELS;
        self.need(lines.len() as f32 * (BAR + 5.0));
        let slot = self.slot();
        for (label, shown, contradicted) in lines {
            let label = self.fonts.clean(label);
            self.line(Some(slot), (MARGIN, self.y - 2.0), NOTE, label);
            let left = MARGIN + LABELS;
            let part = |share: &f32| whole * share.clamp(0.0, 1.0);
            let (shown, contradicted) = (part(shown), part(contradicted));
            let boxes = [
                ([left, self.y, whole, BAR], Colour::Track),
                ([left, self.y, shown, BAR], Colour::Shown),
                (
                    [left + whole - contradicted, self.y, contradicted, BAR],
                    Colour::Contradicted,
                ),
            ];
            for (at, colour) in boxes {
                if at[2] > 0.0 {
                    self.put(Some(slot), What::Box(at, colour));
                }
            }
            self.y += BAR + 5.0;
        }
        let role = Role::Figure(summary.to_owned());
        self.laid
            .tree
            .push(Node::Group(role, vec![Node::Slot(slot)]));
        self.y += 2.0;
    }

    fn signatures(&mut self, names: &[String]) {
        self.need(70.0);
        self.y += 48.0;
        let gap = 24.0;
        let count = names.len().max(1) as f32;
        let each = (WIDTH - gap * (count - 1.0)) / count;
        let top = self.y;
        for (place, name) in names.iter().enumerate() {
            let left = MARGIN + place as f32 * (each + gap);
            self.put(None, What::Box([left, top, each, 0.7], Colour::Line));
            let slot = self.slot();
            let mut y = top + 3.0;
            for text in self.fonts.lines(name, NOTE, each) {
                self.line(Some(slot), (left, y), NOTE, text);
                y += NOTE.line();
            }
            let node = Node::Group(Role::Paragraph, vec![Node::Slot(slot)]);
            self.laid.tree.push(node);
        }
        self.y += 3.0 + 2.0 * NOTE.line();
    }

    fn table(&mut self, grid: &Grid) {
        let style = Style::new(if grid.columns.len() > 7 { 7.5 } else { 8.5 });
        let widths = self.widths(grid, style);
        let labels: Vec<String> = grid
            .columns
            .iter()
            .map(|(label, _)| label.clone())
            .collect();
        let head = self.row(grid, (&labels, &widths), style.bold(), RowIs::Head);
        let mut rows = Vec::new();
        for row in &grid.rows {
            let height = self.height(row, &widths, style);
            if self.need(height) {
                self.row(grid, (&labels, &widths), style.bold(), RowIs::HeadAgain);
            }
            let cells = self.row(grid, (row, &widths), style, RowIs::Data);
            rows.push(Node::Group(Role::Row, cells));
        }
        let head = Node::Group(Role::Head, vec![Node::Group(Role::Row, head)]);
        let mut parts = vec![head];
        if !rows.is_empty() {
            parts.push(Node::Group(Role::Body, rows));
        }
        self.laid.tree.push(Node::Group(Role::Table, parts));
        self.y += 8.0;
    }

    fn height(&self, row: &[String], widths: &[f32], style: Style) -> f32 {
        let lines = row
            .iter()
            .zip(widths)
            .map(|(text, width)| self.fonts.lines(text, style, width - 2.0 * PADDING).len());
        lines.max().unwrap_or(1).max(1) as f32 * style.line() + PADDING
    }

    /// Draws a row and returns its cells.
    fn row(
        &mut self,
        grid: &Grid,
        (row, widths): (&[String], &[f32]),
        style: Style,
        is: RowIs,
    ) -> Vec<Node> {
        let height = self.height(row, widths, style);
        if is == RowIs::Head {
            self.need(height * 2.0);
        }
        let top = self.y;
        let bottom = BOTTOM.max(top + style.line());
        let mut x = MARGIN;
        let mut cells = Vec::new();
        if is != RowIs::Data {
            self.put(
                None,
                What::Box([MARGIN, top, widths.iter().sum(), height], Colour::Track),
            );
        }
        for (place, (text, width)) in row.iter().zip(widths).enumerate() {
            let slot = (is != RowIs::HeadAgain).then(|| self.slot());
            let number = grid.columns.get(place).is_some_and(|(_, number)| *number);
            let mut y = top + PADDING / 2.0;
            for line in self.fonts.lines(text, style, width - 2.0 * PADDING) {
                // What is longer than a page is cut off.
                if y + style.line() > bottom {
                    break;
                }
                let left = if number {
                    x + width - PADDING - self.fonts.width(&line, style)
                } else {
                    x + PADDING
                };
                self.line(slot, (left, y), style, line);
                y += style.line();
            }
            let role = match is {
                RowIs::Data if grid.names == Some(place) => Role::RowHead,
                RowIs::Data => Role::Data,
                RowIs::Head | RowIs::HeadAgain => Role::ColumnHead,
            };
            cells.push(Node::Group(
                role,
                slot.map(Node::Slot).into_iter().collect(),
            ));
            x += width;
        }
        self.y += height;
        let line = [MARGIN, self.y - 0.5, widths.iter().sum(), 0.5];
        self.put(None, What::Box(line, Colour::Line));
        cells
    }

    /// The widths of columns: what they need, and what is left over shared out; where they need too
    /// much, the widest give.
    fn widths(&self, grid: &Grid, style: Style) -> Vec<f32> {
        let needed = |text: &str, style: Style| {
            let clean = self.fonts.clean(text);
            let lines = clean.lines().map(|line| self.fonts.width(line, style));
            lines.fold(0.0_f32, f32::max) + 2.0 * PADDING + 1.0
        };
        let mut widths: Vec<f32> = (grid.columns.iter().enumerate())
            .map(|(place, (label, _))| {
                let longest = label
                    .split_whitespace()
                    .map(|word| needed(word, style.bold()));
                let least = longest.fold(24.0_f32, f32::max);
                let cells = grid.rows.iter().filter_map(|row| row.get(place));
                cells.map(|text| needed(text, style)).fold(least, f32::max)
            })
            .collect();
        fit(&mut widths, WIDTH);
        widths
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowIs {
    Data,
    Head,
    /// The line of labels on a further page.
    HeadAgain,
}

/// Makes widths fill a whole: shares what is over, or takes from the widest what is too much.
fn fit(widths: &mut [f32], whole: f32) {
    let sum: f32 = widths.iter().sum();
    if widths.is_empty() {
        return;
    }
    if sum <= whole {
        let more = (whole - sum) / widths.len() as f32;
        for width in widths.iter_mut() {
            *width += more;
        }
        return;
    }
    // The level to which all wider ones are cut, found by halving.
    let (mut low, mut high) = (0.0_f32, whole);
    for _ in 0..40 {
        let level = f32::midpoint(low, high);
        let cut: f32 = widths.iter().map(|width| width.min(level)).sum();
        if cut > whole {
            high = level;
        } else {
            low = level;
        }
    }
    for width in widths.iter_mut() {
        *width = width.min(low);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn columns_fill_the_page_and_no_more(widths in prop::collection::vec(5.0_f32..900.0, 1..14)) {
            let mut fitted = widths.clone();
            fit(&mut fitted, WIDTH);
            let sum: f32 = fitted.iter().sum();
            prop_assert!((sum - WIDTH).abs() < 0.5, "{sum}");
            prop_assert!(fitted.iter().all(|width| *width > 0.0));
        }
    }
}
