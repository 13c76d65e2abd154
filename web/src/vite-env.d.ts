/// <reference types="vite/client" />
declare module '@embedpdf/pdfium/pdfium.wasm?url' {
  const url: string
  export default url
}
