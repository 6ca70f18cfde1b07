//! Attribution: who says what, through whom, how firmly.
//!
//! Owns: claims, tallies, relations. In: what was found and the incidents. Out: claims that point to incidents.
//! Refuses: opening incidents.
