from tests.e2e.conftest import Scene


async def test_a_bot_comes_up(scene: Scene):
    amira = await scene.person("amira")
    names = [c["name"] for c in await amira.commands("general")]
    assert "session" in names
    reply = await amira.command("general", "session list")
    assert "No session is coming" in reply.text
