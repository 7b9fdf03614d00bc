"""What the tours of all screens have in common, and the steps of the one who reads Spanish."""

from playwright.async_api import Locator

from tests.e2e.album import EDGES, Album, resized
from tests.e2e.person import Person, expect


def dialog(person: Person) -> Locator:
    return person.page.get_by_role("dialog")


async def opens(person: Person, panel: str) -> None:
    """Open the side panel from the bar or the strip; a count may follow the button's name."""
    await person.button(panel, exact=False).first.click()


async def opens_the_card(person: Person, name: str) -> None:
    """Open somebody's card from the list of people."""
    panel = person.page.get_by_role("complementary", name="Side panel")
    await panel.get_by_role("button", name=f"Actions for {name}").click()


async def puts_away(*people: Person) -> None:
    """Close the dialog or menu that each has open."""
    for person in people:
        await person.page.keyboard.press("Escape")
        await expect(dialog(person)).to_have_count(0)
        await expect(person.page.get_by_role("menu")).to_have_count(0)


async def comes_in_spanish(rosa: Person, album: Album) -> None:
    await rosa.page.get_by_text("No, nadie puede oír ni ver la pantalla").click()
    assert await rosa.page.evaluate("() => document.documentElement.lang") == "es"
    await album.look(rosa, "green-room-es")
    await album.fits(rosa, "green-room-es", "Otros dispositivos", "Seguir con el acuerdo")
    await rosa.press("Seguir con el acuerdo")
    await rosa.sees_heading("Lo que nos prometemos")
    await album.look(rosa, "agreement-es")
    await rosa.press("Estoy de acuerdo")
    await rosa.sees_heading("Estás en el lugar correcto, Rosa")
    await album.look(rosa, "lobby-es")
    await album.fits(rosa, "lobby-es", "Revisar", "Dejar de esperar")


async def in_spanish(rosa: Person, album: Album) -> None:
    await album.look(rosa, "room-member-es")
    await album.fits(rosa, "room-member-es", "Sin micro", "Ayuda", "Salir")
    async with resized(rosa, EDGES["320"]):
        await opens(rosa, "Chat")
    await album.fits(rosa, "panel-es", "Cerrar el panel", "Enviar")
    async with resized(rosa, EDGES["320"]):
        await rosa.press("Cerrar el panel")
    for tool, screen in (("Ayuda", "help-es"), ("Salir", "leave-es"), ("Ajustes", "settings-es")):
        await rosa.press(tool)
        await expect(dialog(rosa)).to_be_visible()
        await album.look(rosa, screen)
        await puts_away(rosa)
