// The English texts of every screen but those that few people open (late.ts).
import access from './access.json'
import account from './account.json'
import audit from './audit.json'
import documents from './documents.json'
import frame from './frame.json'
import home from './home.json'
import lifecycle from './lifecycle.json'
import outbox from './outbox.json'
import people from './people.json'
import projects from './projects.json'
import requests from './requests.json'
import settings from './settings.json'
import shares from './shares.json'
import signIn from './sign-in.json'
import ui from './ui.json'
import words from './words.json'

export const en = {
  access,
  account,
  audit,
  documents,
  frame,
  home,
  lifecycle,
  outbox,
  people,
  projects,
  requests,
  settings,
  shares,
  'sign-in': signIn,
  ui,
  words,
} as const
