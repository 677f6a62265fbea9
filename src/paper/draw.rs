//! From what is laid out to a PDF.

use std::num::NonZeroU16;

use krilla::Document as Pdf;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagTree,
};
use krilla::text::TextDirection;

use super::Document;
use super::layout::{Colour, Item, Laid, MARGIN, Node, PAGE, Role, What, lay_out};
use super::text::{Fonts, Style};

/// Why nothing could be printed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The fonts that come with the program cannot be read.
    #[error("reading the fonts")]
    Font,
    /// The document would not be one that everybody can read.
    #[error("writing a PDF: {0}")]
    Pdf(String),
}

const FOOT: Style = Style::new(7.5).soft();

/// Prints a document. `moment` is when, as year, month, day, hour and minute of UTC; `page_of` writes
/// a page's number and how many there are.
pub fn pdf(
    document: &Document,
    moment: (u16, [u8; 4]),
    page_of: impl Fn(usize, usize) -> String,
) -> Result<Vec<u8>, PaperError> {
    let fonts = Fonts::load()?;
    let laid = lay_out(document, &fonts);
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Pdf(format!("{error:?}")))?;
    let mut pdf = Pdf::new_with(krilla::SerializeSettings {
        configuration,
        ..krilla::SerializeSettings::default()
    });
    let (year, [month, day, hour, minute]) = moment;
    let at = DateTime::new(year)
        .month(month)
        .day(day)
        .hour(hour)
        .minute(minute)
        .utc_offset_hour(0);
    pdf.set_metadata(
        Metadata::new()
            .title(fonts.clean(&document.title))
            .language(document.language.to_owned())
            .creator("Coachlight".to_owned())
            .authors(vec![fonts.clean(&document.organisation)])
            .creation_date(at),
    );
    let mut slots: Vec<Vec<Identifier>> = vec![Vec::new(); laid.slots];
    let pages = laid.pages.len();
    for (place, items) in laid.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| PaperError::Pdf("A4 is no size".to_owned()))?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        page_of_items(&mut surface, items, &fonts, &mut slots);
        let number = fonts.clean(&page_of(place + 1, pages));
        foot(&mut surface, &fonts, &fonts.clean(&document.foot), &number);
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for (text, page, y) in &laid.outline {
        let place = XyzDestination::new(*page, Point::from_xy(0.0, *y));
        outline.push_child(OutlineNode::new(fonts.clean(text), place));
    }
    pdf.set_outline(outline);
    pdf.set_tag_tree(structure(laid, &mut slots).with_lang(Some(document.language.to_owned())));
    pdf.finish()
        .map_err(|error| PaperError::Pdf(format!("{error:?}")))
}

fn page_of_items(
    surface: &mut Surface<'_>,
    items: &[Item],
    fonts: &Fonts,
    slots: &mut [Vec<Identifier>],
) {
    for item in items {
        let decoration = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
        let tag = match (item.slot, &item.what) {
            (None, What::Text { .. }) => {
                ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther))
            }
            (None, What::Box(..)) => decoration,
            (Some(_), What::Text { .. }) => ContentTag::Span(SpanTag::empty()),
            (Some(_), What::Box(..)) => ContentTag::Other,
        };
        let identifier = surface.start_tagged(tag);
        match &item.what {
            What::Text { x, y, style, text } => write(surface, fonts, (*x, *y), *style, text),
            What::Box(at, colour) => fill(surface, *at, *colour),
        }
        surface.end_tagged();
        if let Some(slot) = item.slot.and_then(|slot| slots.get_mut(slot)) {
            slot.push(identifier);
        }
    }
}

fn foot(surface: &mut Surface<'_>, fonts: &Fonts, text: &str, number: &str) {
    let y = PAGE.1 - 34.0;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Footer,
    )));
    write(surface, fonts, (MARGIN, y), FOOT, text);
    let right = PAGE.0 - MARGIN - fonts.width(number, FOOT);
    write(surface, fonts, (right, y), FOOT, number);
    surface.end_tagged();
}

fn write(surface: &mut Surface<'_>, fonts: &Fonts, (x, y): (f32, f32), style: Style, text: &str) {
    if text.is_empty() {
        return;
    }
    let ink = if style.soft {
        rgb::Color::new(0x59, 0x63, 0x70)
    } else {
        rgb::Color::new(0x1b, 0x22, 0x2c)
    };
    surface.set_fill(Some(Fill {
        paint: ink.into(),
        ..Fill::default()
    }));
    let font = fonts.font(style);
    let at = Point::from_xy(x, y);
    surface.draw_text(at, font, style.size, text, false, TextDirection::Auto);
}

fn fill(surface: &mut Surface<'_>, [left, top, width, height]: [f32; 4], colour: Colour) {
    let paint = match colour {
        Colour::Contradicted => rgb::Color::new(0xb4, 0x3c, 0x2e),
        Colour::Line => rgb::Color::new(0xb9, 0xc2, 0xcc),
        Colour::Shown => rgb::Color::new(0x1f, 0x6f, 0x5c),
        Colour::Track => rgb::Color::new(0xe9, 0xed, 0xf1),
    };
    let mut path = PathBuilder::new();
    if let Some(area) = Rect::from_xywh(left, top, width, height) {
        path.push_rect(area);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(Fill {
            paint: paint.into(),
            ..Fill::default()
        }));
        surface.draw_path(&path);
    }
}

/// The structure, with what was drawn in its places.
fn structure(laid: Laid, slots: &mut [Vec<Identifier>]) -> TagTree {
    let mut tree = TagTree::new();
    for node in laid.tree {
        if let Node::Group(role, children) = node {
            tree.push(group(role, children, slots));
        }
    }
    tree
}

fn group(role: Role, children: Vec<Node>, slots: &mut [Vec<Identifier>]) -> TagGroup {
    let level = |level: u16| NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    let mut made = match role {
        Role::Body => TagGroup::new(Tag::TBody),
        Role::ColumnHead => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Role::Data => TagGroup::new(Tag::TD),
        Role::Figure(summary) => TagGroup::new(Tag::Figure(Some(summary))),
        Role::Head => TagGroup::new(Tag::THead),
        Role::Heading(number, text) => TagGroup::new(Tag::Hn(level(number), Some(text))),
        Role::Item => TagGroup::new(Tag::LI),
        Role::ItemBody => TagGroup::new(Tag::LBody),
        Role::List => TagGroup::new(Tag::L(ListNumbering::Disc)),
        Role::Paragraph => TagGroup::new(Tag::P),
        Role::Row => TagGroup::new(Tag::TR),
        Role::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Role::Table => TagGroup::new(Tag::Table),
    };
    for child in children {
        match child {
            Node::Group(role, children) => made.push(group(role, children, slots)),
            Node::Slot(slot) => {
                if let Some(found) = slots.get_mut(slot) {
                    found.drain(..).for_each(|identifier| made.push(identifier));
                }
            }
        }
    }
    made
}
