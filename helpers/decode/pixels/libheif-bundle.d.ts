/** The part of it that is used. Its own declarations are of another file, and leave what it hands out untyped. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  export interface HeifContext {
    readonly context: unique symbol;
  }
  export interface HeifImageHandle {
    readonly handle: unique symbol;
  }
  export interface HeifImage {
    readonly image: unique symbol;
  }
  export interface HeifError {
    readonly code: object;
    readonly message: string;
  }
  interface HeifPlane {
    readonly width: number;
    readonly height: number;
    readonly stride: number;
    readonly bits_per_pixel: number;
    readonly data: Uint8Array;
  }
  export interface Libheif {
    /** All of its memory, for as long as it does not grow. */
    readonly HEAPU8: Uint8Array;
    readonly heif_error_code: { readonly heif_error_Ok: object };
    readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
    readonly heif_chroma: { readonly heif_chroma_interleaved_24bit: object };
    heif_context_alloc(): HeifContext;
    heif_context_free(context: HeifContext): void;
    /** The square of this many pixels. */
    heif_context_set_maximum_image_size_limit(context: HeifContext, side: number): void;
    heif_context_read_from_memory(context: HeifContext, bytes: Uint8Array): HeifError;
    heif_js_context_get_primary_image_handle(context: HeifContext): HeifImageHandle | HeifError | undefined;
    heif_image_handle_release(handle: HeifImageHandle): void;
    heif_js_decode_image2(
      handle: HeifImageHandle,
      colorspace: object,
      chroma: object,
    ): { readonly image: HeifImage; readonly channels: readonly HeifPlane[] } | HeifError | undefined;
    heif_image_release(image: HeifImage): void;
  }
  /** Makes an instance, at once. */
  export default function createLibheif(): Libheif;
}
