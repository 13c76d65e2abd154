// The English texts of screens that few people open: they come with the first of these screens.
import attachments from './attachments.json'
import dashboard from './dashboard.json'
import mails from './mails.json'
import metadata from './metadata.json'
import notices from './notices.json'
import numbering from './numbering.json'
import packages from './packages.json'
import register from './register.json'
import reports from './reports.json'
import runs from './runs.json'
import sheets from './sheets.json'
import steps from './steps.json'
import transmittals from './transmittals.json'
import upload from './upload.json'
import viewer from './viewer.json'
import workflows from './workflows.json'

export const late = { attachments, dashboard, mails, metadata, notices, numbering, packages, register, reports, runs, sheets, steps, transmittals, upload, viewer, workflows } as const
