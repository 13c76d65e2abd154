// The English texts of screens that few people open: they come with the first of these screens.
import metadata from './metadata.json'
import numbering from './numbering.json'
import sheets from './sheets.json'
import viewer from './viewer.json'

export const late = { metadata, numbering, sheets, viewer } as const
