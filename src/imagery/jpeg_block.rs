//! The header of a JPEG strip or tile, looked at before it is decoded: the decoder would set memory
//! aside for whatever size the stream claims, and quietly misread one of another shape.

/// What a JPEG stream says of itself: pixels across, pixels down, colour components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) components: u8,
}

/// The frame header of a JPEG stream (ITU-T T.81, B.2.2); nothing if there is none before the
/// picture data.
pub(super) fn frame(stream: &[u8]) -> Option<Frame> {
    let mut rest = stream.strip_prefix(b"\xff\xd8")?;
    while let [0xff, marker, after @ ..] = rest {
        match marker {
            // Fill bytes, and markers that stand alone.
            0xff => rest = rest.get(1..)?,
            0x01 | 0xd0..=0xd8 => rest = after,
            // The picture data, or the end.
            0xd9 | 0xda => return None,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let [_, _, _, h1, h0, w1, w0, components, ..] = *after else {
                    return None;
                };
                let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                return Some(Frame { width, height, components });
            }
            _ => {
                let [l1, l0, ..] = *after else {
                    return None;
                };
                rest = after.get(usize::from(u16::from_be_bytes([l1, l0]).max(2))..)?;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_found_behind_other_segments() {
        let mut stream = Vec::new();
        jpeg_encoder::Encoder::new(&mut stream, 80)
            .encode(&[9; 24 * 16 * 3], 24, 16, jpeg_encoder::ColorType::Rgb)
            .unwrap();
        assert_eq!(frame(&stream), Some(Frame { width: 24, height: 16, components: 3 }));
    }

    #[test]
    fn every_cut_of_a_header_is_survived() {
        let stream = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08\x00\x10\x00\x18\x03\x01";
        assert!(frame(stream).is_some());
        for end in 0..19 {
            assert_eq!(frame(&stream[..end]), None, "cut at {end}");
        }
    }
}
