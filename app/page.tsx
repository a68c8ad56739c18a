// The front door: today's one screen.
import { redirect } from 'next/navigation'

export default function FrontDoor() {
  redirect('/traffic')
}
