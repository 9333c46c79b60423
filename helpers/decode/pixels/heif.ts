import createLibheif, { type HeifImageHandle, type Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.js';

/** Rows of red, green and blue, or why there are none. */
export type DecodedHeif =
  | { readonly width: number; readonly height: number; readonly rgb: Uint8Array }
  | { readonly failed: string };

/** Beyond this much memory an instance is given up for a fresh one: what it has grown to once it keeps. */
const MOST_KEPT = 128 * 1024 * 1024;

let kept: Libheif | undefined;

/**
 * Decodes the primary image of an HEIC file, turned as it says. `mostPixels` holds for each image that it is put together of. For
 * how many these may be, see `heifHeader`. Synchronous: the WebAssembly stands in the module.
 */
export function decodeHeif(bytes: Uint8Array, mostPixels: number): DecodedHeif {
  const libheif = kept ?? createLibheif();
  kept = libheif;
  try {
    return againIfItThrew(() => primaryImage(libheif, bytes, mostPixels));
  } catch (error) {
    // What was aborted once answers nothing more.
    kept = undefined;
    throw error;
  } finally {
    if (libheif.HEAPU8.length > MOST_KEPT) kept = undefined;
  }
}

/** When its memory grows while it hands out an image it may lose sight of it once: 1.23.2 makes views of what was there before. */
function againIfItThrew(decode: () => DecodedHeif): DecodedHeif {
  try {
    return decode();
  } catch {
    return decode();
  }
}

function primaryImage(libheif: Libheif, bytes: Uint8Array, mostPixels: number): DecodedHeif {
  const context = libheif.heif_context_alloc();
  try {
    libheif.heif_context_set_maximum_image_size_limit(context, Math.floor(Math.sqrt(mostPixels)));
    const read = libheif.heif_context_read_from_memory(context, bytes);
    if (read.code !== libheif.heif_error_code.heif_error_Ok) return { failed: read.message };
    const handle = libheif.heif_js_context_get_primary_image_handle(context);
    if (!handle || 'code' in handle) return { failed: handle?.message ?? 'it has no primary image' };
    try {
      return pixelsOf(libheif, handle);
    } finally {
      libheif.heif_image_handle_release(handle);
    }
  } finally {
    libheif.heif_context_free(context);
  }
}

function pixelsOf(libheif: Libheif, handle: HeifImageHandle): DecodedHeif {
  const { heif_colorspace_RGB } = libheif.heif_colorspace;
  const { heif_chroma_interleaved_24bit } = libheif.heif_chroma;
  const decoded = libheif.heif_js_decode_image2(handle, heif_colorspace_RGB, heif_chroma_interleaved_24bit);
  if (!decoded || 'code' in decoded) return { failed: decoded?.message ?? 'it could not be decoded' };
  const [plane] = decoded.channels;
  try {
    if (plane === undefined || plane.bits_per_pixel !== 8)
      return { failed: 'its pixels are of an unusual form' };
    const { width, height, stride, data } = plane;
    const rgb = new Uint8Array(width * height * 3);
    for (let row = 0; row < height; row += 1)
      rgb.set(data.subarray(row * stride, row * stride + width * 3), row * width * 3);
    return { width, height, rgb };
  } finally {
    libheif.heif_image_release(decoded.image);
  }
}
