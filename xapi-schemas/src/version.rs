//! Versions of xAPI.

/// A version that statements are validated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// 1.0.3, which also serves 1.0.0 to 1.0.2.
    V1_0_3,
    /// 2.0.0 (IEEE 9274.1.1).
    V2_0,
}

/// A version that is not spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this version of xAPI is not spoken; 1.0.0 to 1.0.3 and 2.0.0 are")]
pub struct UnsupportedVersion;

impl Version {
    /// Reads an `X-Experience-API-Version` header (xAPI 1.0.3, Communication 3.3): `1.0` and
    /// `1.0.x` are served as 1.0.3, `2.0.x` as 2.0.0.
    pub fn from_header(text: &str) -> Result<Self, UnsupportedVersion> {
        let mut parts = text.split('.');
        let version = match (parts.next(), parts.next()) {
            (Some("1"), Some("0")) => Self::V1_0_3,
            (Some("2"), Some("0")) => Self::V2_0,
            _ => return Err(UnsupportedVersion),
        };
        match (version, parts.next(), parts.next()) {
            (Self::V1_0_3, None, None) => Ok(version),
            (_, Some(patch), None)
                if (1..=3).contains(&patch.len())
                    && patch.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Ok(version)
            }
            _ => Err(UnsupportedVersion),
        }
    }

    /// How answers name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0_3 => "1.0.3",
            Self::V2_0 => "2.0.0",
        }
    }

    /// The first part of its rules' names.
    pub(crate) const fn rules(self) -> &'static str {
        match self {
            Self::V1_0_3 => "xapi-1.0.3",
            Self::V2_0 => "xapi-2.0",
        }
    }
}
