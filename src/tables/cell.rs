//! Values of tables, and how readers and programs write them.

use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use crate::locale::Locale;
use crate::projector::date_of;
use crate::statements::format_time;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A calendar day, days since the epoch.
    Day(i64),
    /// A number.
    Decimal(f64),
    /// An identifier.
    Identifier(Uuid),
    /// A moment, microseconds since the epoch.
    Moment(i64),
    /// There is none.
    Nothing,
    /// A share, 0 to 1; a change of one may be less than 0.
    Share(f64),
    /// What somebody wrote.
    Text(String),
    /// A number without decimals.
    Whole(i64),
    /// A word of a closed list: as programs know it, and as the reader does.
    Word(String, String),
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Uuid> for Cell {
    fn from(value: Uuid) -> Self {
        Self::Identifier(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Whole(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

/// In whose language and by which clock values are written.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language.
    pub locale: Locale,
    /// The zone of whoever reads.
    pub zone: TimeZone,
}

impl Cell {
    /// As a page writes it.
    #[must_use]
    pub fn written(&self, reader: &Reader) -> String {
        let locale = reader.locale;
        match self {
            Self::Day(day) => locale.day(*day),
            Self::Decimal(value) => locale.decimal(*value),
            Self::Identifier(id) => id.to_string(),
            Self::Moment(at) => locale.moment(&reader.zone, *at),
            Self::Nothing => "–".to_owned(),
            Self::Share(share) => locale.percent(*share),
            Self::Text(text) | Self::Word(_, text) => text.clone(),
            Self::Whole(value) => locale.whole(*value),
        }
    }

    /// As the API writes it.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Day(day) => date_of(*day).to_string().into(),
            Self::Decimal(value) | Self::Share(value) => (*value).into(),
            Self::Identifier(id) => id.to_string().into(),
            Self::Moment(at) => format_time(*at).into(),
            Self::Nothing => Value::Null,
            Self::Text(text) | Self::Word(text, _) => text.as_str().into(),
            Self::Whole(value) => (*value).into(),
        }
    }
}
