//! Colours of the screen (sRGB), and how well they can be told apart (WCAG 2.2, 1.4.3).

use std::fmt;

/// A colour without transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// The ground of light pages.
pub const WHITE: Colour = Colour::new(0xff, 0xff, 0xff);
/// What darkens.
pub const BLACK: Colour = Colour::new(0, 0, 0);

/// The contrast that text needs (WCAG 2.2, level AA).
pub const TEXT: f64 = 4.5;

/// How finely shades are tried.
const STEPS: u8 = 200;

impl Colour {
    /// A colour from its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#005a87` or `#05a`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        let part = |shift: u32, mask: u32| (number >> shift & mask) as u8;
        match digits.len() {
            6 => Some(Self::new(part(16, 0xff), part(8, 0xff), part(0, 0xff))),
            3 => Some(Self::new(part(8, 0xf) * 17, part(4, 0xf) * 17, part(0, 0xf) * 17)),
            _ => None,
        }
    }

    /// The contrast of two colours: from 1 (none) to 21 (black and white).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The relative luminance: 0 for black, 1 for white.
    fn luminance(self) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            part if part <= 0.04045 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// This colour with `percent` of another one.
    pub fn mixed(self, other: Self, percent: u8) -> Self {
        self.blended(other, (percent, 100))
    }

    fn blended(self, other: Self, (part, of): (u8, u8)) -> Self {
        let (part, of) = (u32::from(part.min(of)), u32::from(of));
        let mix =
            |a: u8, b: u8| ((u32::from(a) * (of - part) + u32::from(b) * part + of / 2) / of) as u8;
        Self::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    /// The nearest shade on the way to black or white, whichever `towards` is, that has at least this
    /// contrast with a ground.
    pub fn readable(self, ground: Self, towards: Self, least: f64) -> Self {
        let mut shades = (0..=STEPS).map(|step| self.blended(towards, (step, STEPS)));
        shades.find(|shade| shade.contrast(ground) >= least).unwrap_or(towards)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert_eq!(WHITE.contrast(BLACK), 21.0);
        let grey = Colour::parse("#767676").expect("a colour");
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01, "{}", grey.contrast(WHITE));
    }

    #[test]
    fn both_forms_are_read() {
        assert_eq!(Colour::parse("#05a"), Colour::parse("#0055aa"));
        for wrong in ["005a87", "#05", "#gggggg", "#+12345", "blue", "#€€"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_nearest_shade_is_readable_and_no_darker_than_needed() {
        let orange = Colour::parse("#f5a623").expect("a colour");
        let shade = orange.readable(WHITE, BLACK, TEXT);
        assert!((TEXT..TEXT + 0.1).contains(&shade.contrast(WHITE)), "{shade}");
        let dark = Colour::parse("#005a87").expect("a colour");
        assert_eq!(dark.readable(WHITE, BLACK, TEXT), dark);
    }
}
