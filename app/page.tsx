// The front door: the review, which says what changed and what needs somebody.
import { redirect } from 'next/navigation'

export default function FrontDoor() {
  redirect('/review')
}
