//! Time expressions as found, before they are placed on the calendar.
//!
//! Owns: the shapes that grammar hands to resolving. In: nothing. Out: [`Found`]. Refuses: any date arithmetic.

use super::lexicon::{Part, Reference, Season, Unit};

/// Which year a calendar date lies in, in the writer's terms. Years are astronomical: 1 BC is 0, 2 BC is -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Year {
    #[default]
    Unsaid,
    Exact(i16),
    /// Two digits ("30 DEC 89").
    Short(u8),
    /// "last year" -1, "that year" 0, counted from [`Base`].
    Step(i8, Base),
}

/// What a relative expression is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// The time of writing ("ago", "this week", "yesterday").
    Writing,
    /// The date told last ("the following day", "later").
    Running,
    /// The time of writing in news, the date told last in a narrative ("last year", "next month").
    Either,
}

/// A calendar date as far as the words give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Calendar {
    pub(crate) year: Year,
    pub(crate) month: Option<u8>,
    pub(crate) day: Option<u8>,
    pub(crate) weekday: Option<u8>,
    pub(crate) season: Option<Season>,
    /// 1 to 4.
    pub(crate) quarter: Option<u8>,
    /// 1 or 2.
    pub(crate) half: Option<u8>,
    /// Days from Easter Sunday.
    pub(crate) easter: Option<i16>,
}

/// How many units; `None` = a number the words leave open ("a few").
/// Counted in hundredths so that "2.5 hours" is exact.
pub(crate) type Amount = Option<u32>;

/// What a step such as "next" or "that" is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Unit(Unit),
    Weekday(u8),
    Month(u8),
    Season(Season),
    /// A part of the day, held in [`Found::part`].
    Part,
}

/// The kernel of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Core {
    Calendar(Calendar),
    /// "two days later", "weeks ago". `forward` tells the direction.
    Shift {
        amount: Amount,
        unit: Unit,
        forward: bool,
        base: Base,
    },
    /// "last week" -1, "that day" 0, "next Monday" +1.
    Step {
        target: Target,
        step: i8,
        base: Base,
    },
    /// "yesterday" -1, "today" 0.
    Day(i8),
    /// "the weekend", which of them the text does not say.
    Weekend,
    /// First year of the decade ("the 1980s" = 1980).
    Decade(i16),
    /// "the eighties" = 80: the century is left to the text.
    ShortDecade(u8),
    /// First year of the century as counted by hundreds ("the 20th century" = 1900).
    Century(i16),
    /// Only a part of the day or a clock time; the day comes from the text around it.
    Moment,
    Duration {
        amount: Amount,
        unit: Unit,
    },
    /// A value ready made ("weeklong").
    Length(u8),
    /// "every day", "every two weeks", "on Fridays".
    Set {
        amount: Amount,
        unit: Unit,
        weekday: u8,
        freq: u8,
        each: bool,
    },
    Reference(Reference),
    /// A feast without a fixed day, named only ("Election Day").
    Feast,
}

/// TIMEX3 `mod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub(crate) enum Modifier { Start, Mid, End, Approx, More, Less, EqualOrMore, EqualOrLess, Before, After }

impl Modifier {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::Approx => "APPROX",
            Self::More => "MORE_THAN",
            Self::Less => "LESS_THAN",
            Self::EqualOrMore => "EQUAL_OR_MORE",
            Self::EqualOrLess => "EQUAL_OR_LESS",
            Self::Before => "BEFORE",
            Self::After => "AFTER",
        }
    }
}

/// A clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    /// Only an hour was given ("5 a.m.").
    pub(crate) whole: bool,
    /// Minutes east of Greenwich where the text names a zone.
    pub(crate) zone: Option<i16>,
}

/// How the words before an expression bound it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Lead {
    #[default]
    At,
    Since,
    Until,
    Before,
    After,
    /// A length that ends at the day of writing: "the past three weeks", "recent months".
    Past,
    /// First of a pair: "from X", "between X".
    Opens,
    /// Second of the pair.
    Closes,
}

/// An expression as found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// First piece.
    pub(crate) first: usize,
    /// One past the last piece.
    pub(crate) end: usize,
    pub(crate) core: Core,
    pub(crate) modifier: Option<Modifier>,
    pub(crate) part: Option<Part>,
    pub(crate) clock: Option<Clock>,
    pub(crate) lead: Lead,
}

impl Found {
    pub(crate) fn new(first: usize, end: usize, core: Core) -> Self {
        Self { first, end, core, modifier: None, part: None, clock: None, lead: Lead::At }
    }
}
