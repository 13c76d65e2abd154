export { Attach } from './Attach'
export { AttachmentLinks } from './AttachmentLinks'
export { attachmentFault, type Attaching, useAttachments } from './use-attachments'
