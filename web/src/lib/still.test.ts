import { expect, it } from 'vitest'
import { still } from './still'

it('lets every link of a page open elsewhere, which its frame forbids', () => {
  expect(still('<!doctype html>\n<html lang="en">\n<head>\n<title>A</title>')).toContain('<head><base target="_blank">\n<title>')
  expect(still('')).toBe('')
})
