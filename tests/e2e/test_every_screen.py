"""Every screen and dialog of the room and the way out, live, at two sizes, by day and in the evening.

axe finds nothing, and nothing is cut off. Rosa does it all in Spanish, whose words are longer. With
SCREENSHOTS=<folder> (from the root of the repository) each is also saved as a picture, to be looked at.
"""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, Playwright

from tests.e2e.album import Album
from tests.e2e.group import Group, browsers_for, the_group
from tests.e2e.person import Person, expect
from tests.e2e.practice import Practice
from tests.e2e.tour import comes_in_spanish, dialog, in_spanish, opens, opens_the_card, puts_away

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True),
]

SHEET = "Looking at a thought again"


async def test_the_room_is_accessible(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    async with the_group(playwright, practice, tmp_path, browsers_for(album)) as group:
        await everyone_is_in(group, album)
        await hands_and_turns(group, album)
        await chats_of_members(group, album)
        await people_and_pause(group, album)
        await dialogs_of_a_member(group, album)
        await in_spanish(group.rosa, album)
        await help_is_asked(group, album)
        await cards_of_a_person(group, album)
        await menus_and_dialogs_of_staff(group, album)
        await chats_of_staff(group, album)
        await private_copies(group, album)
        await one_sheet_for_all(group, album)
        await one_at_the_front(group, album)
        await a_screen_is_shared(group, album)
        await a_window_too_many(group.ana, album)
        await a_lost_connection(group, album)
        await sent_away(group, album)
        await held_and_ended(group, album)
    assert not album.found, "\n".join(album.found)


async def everyone_is_in(group: Group, album: Album) -> None:
    await group.line.lay(group.daniel.page)
    await asyncio.gather(*(person.open_link() for person in group.people))
    await group.miriam.get_ready(is_staff=True)
    await group.daniel.get_ready(is_staff=True)
    for person in (group.ana, group.theo, group.rosa):
        await (comes_in_spanish(person, album) if person is group.rosa else person.get_ready())
        await group.miriam.press(f"Admit: {person.name}")
        await group.miriam.sees_seats(person.name)
    for person in (group.miriam, group.ana, group.rosa):
        await person.sees_seats("Rosa")


async def hands_and_turns(group: Group, album: Album) -> None:
    miriam, ana, theo = group.miriam, group.ana, group.theo
    await ana.press("Raise hand")
    await theo.press("Hand")
    await album.compare(ana, theo, "hand-kinds")
    await ana.page.get_by_role("menuitem", name="I have a question").click()
    await theo.page.get_by_role("menuitem", name="I want to reply").click()
    await expect(miriam.page.get_by_role("heading", name="Hands, 2")).to_be_visible()
    await album.compare(miriam, group.daniel, "room-staff")
    await album.compare(ana, theo, "room-member")
    await miriam.press("Call on: Ana")
    await expect(ana.page.get_by_text("Your turn").first).to_be_visible()
    await album.look(ana, "own-turn")
    await miriam.press("End the turn")


async def chats_of_members(group: Group, album: Album) -> None:
    ana, theo = group.ana, group.theo
    await ana.page.get_by_role("tab", name="Chat").click()
    await opens(theo, "Chat")
    await ana.page.get_by_label("Message to the group").fill("Thank you for waiting for me")
    await ana.page.keyboard.press("Enter")
    await expect(theo.page.get_by_text("Thank you for waiting for me")).to_be_visible()
    await album.compare(ana, theo, "chat")
    for person in (ana, theo):
        await person.press("Actions for Ana’s message")
    await album.compare(ana, theo, "chat-line-menu")
    await puts_away(ana, theo)
    for person in (ana, theo):
        await person.page.get_by_role("radio", name="Staff").click()
        await person.page.get_by_label("Message to the staff").fill("Could we go a little slower?")
        await person.page.keyboard.press("Enter")
        await person.sees_text("Could we go a little slower?")
    await album.compare(ana, theo, "staff-line")


async def people_and_pause(group: Group, album: Album) -> None:
    ana, theo = group.ana, group.theo
    for person in (ana, theo):
        await person.page.get_by_role("tab", name="People").click()
    await album.compare(ana, theo, "people-member")
    for person in (ana, theo):
        await opens_the_card(person, "Rosa")
    await album.compare(ana, theo, "member-card")
    await ana.press("Back to people")
    await puts_away(theo)
    for person in (ana, theo):
        await person.press("Devices, look and sound")
        await person.press("Test the connection")
        await person.sees_text("All is well")
    await album.compare(ana, theo, "room-connection")
    await puts_away(ana, theo)
    await theo.press("Close the panel")
    await ana.press("Private pause")
    await theo.press("Pause")
    for person in (ana, theo):
        await person.sees_heading("Paused")
    await album.compare(ana, theo, "paused")
    for person in (ana, theo):
        await person.press("Come back")
        await person.press("Video off")
        await expect(person.button("Video on")).to_be_visible()


async def dialogs_of_a_member(group: Group, album: Album) -> None:
    ana, theo = group.ana, group.theo
    for person in (ana, theo):
        await person.press("Leave")
        await expect(dialog(person)).to_be_visible()
    await album.compare(ana, theo, "leave")
    await puts_away(ana, theo)
    for person in (ana, theo):
        await person.page.keyboard.press("?")
        await expect(dialog(person)).to_be_visible()
    await album.compare(ana, theo, "keys")
    await puts_away(ana, theo)
    await ana.press("React")
    await album.glance(ana, "reactions", "1440")
    await puts_away(ana)


async def help_is_asked(group: Group, album: Album) -> None:
    miriam, daniel, ana, theo = group.miriam, group.daniel, group.ana, group.theo
    for person in (ana, theo):
        await person.press("Help")
        await expect(dialog(person)).to_be_visible()
    await album.compare(ana, theo, "help")
    for person in (ana, theo):
        await person.press("Tell staff, quietly")
        await expect(person.page.get_by_text("Your signal is with the staff")).to_be_visible()
    await album.compare(ana, theo, "help-told")
    await ana.press("I am fine, take it back")
    await puts_away(ana, theo)
    for person in (miriam, daniel):
        slips = person.page.locator(".help-slips")
        await expect(slips.get_by_text("Theo asked for help", exact=False)).to_be_visible()
        await expect(slips.get_by_text("Ana asked for help", exact=False)).to_have_count(0)
    await album.compare(miriam, daniel, "help-slip")
    await miriam.press("Open the card")
    await daniel.press("Open")
    await album.compare(miriam, daniel, "help-card")
    await puts_away(daniel)
    await miriam.press("It is dealt with")
    await miriam.press("Back to people")


async def cards_of_a_person(group: Group, album: Album) -> None:
    staff = (group.miriam, group.daniel)
    await opens(group.daniel, "People")
    await album.glance(group.daniel, "people-staff", "390")
    for person in staff:
        await person.button("Takes over if staff drop out", exact=False).click()
    await album.compare(*staff, "successor")
    await puts_away(*staff)
    for person in staff:
        await opens_the_card(person, "Theo")
    await album.compare(*staff, "person-card")
    await album.fits(group.miriam, "person-card", "Back to people")
    for person in staff:
        await person.page.get_by_role("menuitem", name="Change the name…").click()
    await album.compare(*staff, "change-the-name")
    for person in staff:
        await person.press("Cancel")
        await person.page.get_by_role("menuitem", name="Remove from this group…").click()
    await album.compare(*staff, "remove")
    await group.miriam.press("Let stay")
    await group.miriam.press("Back to people")
    await puts_away(group.daniel)
    await group.daniel.press("Close the panel")


async def menus_and_dialogs_of_staff(group: Group, album: Album) -> None:
    miriam, daniel = group.miriam, group.daniel
    await miriam.press("Mute all")
    await album.glance(miriam, "mute-all", "1440")
    await puts_away(miriam)
    await daniel.press("More")
    await album.glance(daniel, "more", "390")
    await daniel.page.get_by_role("menuitem", name="Settings").click()
    await miriam.press("Settings")
    for person in (miriam, daniel):
        await expect(dialog(person)).to_be_visible()
    await album.compare(miriam, daniel, "settings")
    for person in (miriam, daniel):
        await person.button("Language", exact=False).click()
    await album.compare(miriam, daniel, "language")
    for person in (miriam, daniel):
        await person.page.keyboard.press("Escape")
    await puts_away(miriam, daniel)
    await miriam.press("End group")
    await daniel.choose("More", "End group")
    await album.compare(miriam, daniel, "end-group")
    for person in (miriam, daniel):
        await person.press("Stay")


async def chats_of_staff(group: Group, album: Album) -> None:
    staff = (group.miriam, group.daniel)
    await group.miriam.page.get_by_role("tab", name="Chat").click()
    await opens(group.daniel, "Chat")
    await album.compare(*staff, "chat-staff")
    for label, screen in (("Who may write", "chat-mode"), ("To whom", "recipients")):
        for person in staff:
            await person.button(label, exact=False).click()
        await album.compare(*staff, screen)
        if label == "Who may write":
            await puts_away(*staff)
    for person, other in zip(staff, ("Ana", "Theo"), strict=True):
        await person.page.get_by_role("option", name=f"{other} alone").click()
        await person.sees_text("Could we go a little slower?")
    await album.compare(*staff, "staff-thread")


async def private_copies(group: Group, album: Album) -> None:
    miriam, daniel, ana, theo = group.miriam, group.daniel, group.ana, group.theo
    for person in (miriam, daniel):
        await person.page.get_by_role("tab", name="Sheet").click()
    await album.compare(miriam, daniel, "choose-a-sheet")
    await miriam.page.get_by_text(SHEET).first.click()
    await miriam.press("Put it on the table")
    for person in (ana, theo):
        await first_answer(person).fill("I met my neighbour.")
    await album.compare(ana, theo, "private-copy")
    for person in (ana, theo):
        await person.press("Share this answer")
        await expect(dialog(person)).to_be_visible()
    await album.compare(ana, theo, "share-an-answer")
    for person in (ana, theo):
        await person.press("Share with staff")
        await expect(dialog(person)).to_have_count(0)
    for person in (miriam, daniel):
        await expect(person.page.get_by_text("Shared with staff, 2")).to_be_visible()
    await album.compare(miriam, daniel, "progress")
    for person in (miriam, daniel):
        await person.press("Close the sheet")
    await album.compare(miriam, daniel, "close-a-sheet")
    for person in (miriam, daniel):
        await person.press("Keep it open")


def first_answer(person: Person) -> Locator:
    return person.page.get_by_role("article", name=SHEET).get_by_role("textbox").first


async def one_sheet_for_all(group: Group, album: Album) -> None:
    miriam, daniel, ana, theo = group.miriam, group.daniel, group.ana, group.theo
    await miriam.press("Choose another sheet")
    await miriam.page.get_by_text(SHEET).first.click()
    await miriam.page.get_by_text("One sheet for all").click()
    await miriam.press("Put it on the table")
    for person in (miriam, theo):
        await first_answer(person).press_sequentially(f"{person.name} met somebody. ")
    await expect(miriam.page.get_by_text("Written by", exact=False).first).to_be_visible()
    await album.compare(miriam, theo, "shared-sheet")
    await album.glance(ana, "shared-sheet-on-stage", "1440")
    for person in (ana, theo):
        await person.press("Put the sheet aside")
    await album.compare(ana, theo, "sheet-aside")
    await daniel.press("Close the panel")
    await miriam.page.get_by_role("tab", name="People").click()


async def one_at_the_front(group: Group, album: Album) -> None:
    miriam, ana, theo = group.miriam, group.ana, group.theo
    await opens_the_card(miriam, "Rosa")
    await miriam.page.get_by_role("menuitem", name="Bring to the front for all").click()
    for person in (ana, theo):
        await expect(person.page.get_by_text("Rosa is at the front", exact=False).first).to_be_visible()
    await album.compare(ana, theo, "at-the-front")
    await miriam.press("Back to the circle")
    await miriam.press("Back to people")


async def a_screen_is_shared(group: Group, album: Album) -> None:
    miriam, ana, theo = group.miriam, group.ana, group.theo
    await miriam.press("Share screen")
    for person in (ana, theo):
        await expect(person.page.get_by_text("Miriam is sharing the screen").first).to_be_visible()
    await album.look(miriam, "sharing-a-screen")
    await album.compare(ana, theo, "shared-screen")
    await miriam.button("Stop sharing").first.click()
    await expect(ana.page.get_by_text("Miriam is sharing the screen")).to_have_count(0)


async def a_window_too_many(ana: Person, album: Album) -> None:
    other = await ana.context.new_page()
    await other.goto(ana.link)
    await ana.sees_heading("You went on in another window")
    await album.look(ana, "replaced")
    await ana.press("Go on here instead")
    await ana.sees_seats("Rosa")
    await other.close()


async def a_lost_connection(group: Group, album: Album) -> None:
    miriam, daniel = group.miriam, group.daniel
    dropped = daniel.page.get_by_role("heading", name="Your connection dropped", exact=False)
    await group.line.cut()
    await expect(dropped).to_be_visible()
    await album.look(daniel, "reconnecting")
    await expect(miriam.seat("Daniel").get_by_text("Reconnecting")).to_be_visible()
    await album.compare(miriam, group.theo, "somebody-reconnecting")
    group.line.mend()
    await daniel.press("Try now")
    await expect(dropped).to_have_count(0)


async def sent_away(group: Group, album: Album) -> None:
    miriam, rosa, theo, daniel = group.miriam, group.rosa, group.theo, group.daniel
    await opens(daniel, "People")
    await opens_the_card(miriam, "Rosa")
    await miriam.page.get_by_role("menuitem", name="Remove from this group…").click()
    await miriam.button("Remove").click()
    await rosa.sees_heading("Has salido del grupo de esta noche")
    await album.compare(miriam, daniel, "undo-a-removal")
    await album.look(rosa, "removed-es")
    await opens_the_card(miriam, "Theo")
    await miriam.page.get_by_role("menuitem", name="Remove from this group…").click()
    await miriam.page.get_by_text("Not again tonight").click()
    await miriam.button("Remove").click()
    await theo.sees_heading("You have left the group")
    await album.look(theo, "banned")
    for person in (miriam, daniel):
        await person.page.get_by_role("heading", name="May not come back, 1").scroll_into_view_if_needed()
    await album.compare(miriam, daniel, "bans")
    await theo.page.reload()
    await theo.press("Go on to the agreement")
    await theo.press("I agree")
    await theo.sees_heading("This group is closed to you for now")
    await album.look(theo, "banned-at-the-door")


async def held_and_ended(group: Group, album: Album) -> None:
    miriam, daniel, ana = group.miriam, group.daniel, group.ana
    await daniel.go_home()
    await miriam.page.goto("about:blank")
    await expect(ana.page.get_by_text("We are holding the room", exact=False).first).to_be_visible()
    await album.look(ana, "held")
    await miriam.open_link()
    await expect(ana.page.get_by_text("We are holding the room", exact=False)).to_have_count(0)
    await miriam.press("End group")
    await miriam.press("End for everyone")
    await ana.sees_heading("The group has ended")
    await album.look(ana, "ended")
