//! Distances on the Earth.
//!
//! Owns: the sphere they are measured on. In: points in degrees. Out: kilometres. Refuses: heights and roads.

/// Mean radius of the Earth in kilometres (IUGG).
pub const RADIUS_KM: f64 = 6371.0088;

/// Great-circle distance in kilometres between two points given as (latitude, longitude) in degrees (haversine).
///
/// ```
/// use claimbook_records::globe::distance_km;
/// assert!((distance_km((10.0, 20.0), (11.0, 20.0)) - 111.2).abs() < 0.1);
/// ```
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = dlat.sin().powi(2) + lat_a.cos() * lat_b.cos() * dlon.sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}
