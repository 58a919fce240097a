//! A rectangle of an image, read row by row: `image`'s own views go pixel by pixel, which shows in a frame's time.

use image::GrayImage;

/// A rectangle in whole pixels that lies inside its image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Region {
    /// All of an image.
    pub(crate) fn whole(image: &GrayImage) -> Self {
        Self {
            left: 0,
            top: 0,
            width: image.width(),
            height: image.height(),
        }
    }

    /// The greys of one of its rows, counted from its top.
    pub(crate) fn row<'a>(&self, image: &'a GrayImage, row: usize) -> &'a [u8] {
        let start = (self.top as usize + row) * image.width() as usize + self.left as usize;
        &image.as_raw()[start..start + self.width as usize]
    }

    /// A copy of what an image shows there.
    pub(crate) fn cut(&self, image: &GrayImage) -> GrayImage {
        let rows = (0..self.height as usize).flat_map(|row| self.row(image, row));
        let greys = rows.copied().collect();
        GrayImage::from_raw(self.width, self.height, greys).expect("each row is as wide")
    }

    /// Copies what `from` shows there to `onto`, the upper left corner to `left` and `top`; it must fit.
    pub(crate) fn paste(&self, from: &GrayImage, onto: &mut GrayImage, left: u32, top: u32) {
        let wide = onto.width() as usize;
        let rows = onto.chunks_exact_mut(wide).skip(top as usize);
        for (row, target) in rows.take(self.height as usize).enumerate() {
            target[left as usize..][..self.width as usize].copy_from_slice(self.row(from, row));
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    fn steps() -> GrayImage {
        GrayImage::from_fn(5, 4, |x, y| Luma([(10 * y + x) as u8]))
    }

    const MIDDLE: Region = Region {
        left: 1,
        top: 2,
        width: 3,
        height: 2,
    };

    #[test]
    fn a_region_is_cut_and_pasted() {
        let cut = MIDDLE.cut(&steps());
        assert_eq!(cut.as_raw(), &[21, 22, 23, 31, 32, 33]);
        let mut onto = GrayImage::new(4, 3);
        MIDDLE.paste(&steps(), &mut onto, 1, 1);
        assert_eq!(onto.as_raw(), &[0, 0, 0, 0, 0, 21, 22, 23, 0, 31, 32, 33]);
    }

    #[test]
    fn the_whole_image_is_itself() {
        assert_eq!(Region::whole(&steps()).cut(&steps()), steps());
    }
}
